export { openDesk } from './desk.tsx'
