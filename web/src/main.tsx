import './styles/tokens.css'
import './styles/base.css'
import './styles/frame.css'
import './styles/controls.css'
import './styles/tables.css'
import './styles/pages.css'
import './styles/triage.css'
import './styles/print.css'
import { openDesk } from './index.ts'

const element = document.getElementById('desk')
if (element !== null) void openDesk(element)
