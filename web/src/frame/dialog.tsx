import { type ReactNode, useEffect, useRef } from 'react'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { useCovered } from './covered.ts'

/** A dialog over the page; Escape, a press beside it and covering the screen close it. */
export function DeskDialog(props: {
  readonly title: string
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly wide?: boolean
  readonly children: ReactNode
}): ReactNode {
  const covered = useCovered()
  const close = useRef(props.onClose)
  useEffect(() => {
    close.current = props.onClose
  })
  useEffect(() => {
    if (covered && props.isOpen) close.current()
  }, [covered, props.isOpen])
  return (
    <ModalOverlay
      className="dialog-overlay"
      isOpen={props.isOpen && !covered}
      onOpenChange={(open) => {
        if (!open) props.onClose()
      }}
      isDismissable
    >
      <Modal className={props.wide === true ? 'dialog-box dialog-wide' : 'dialog-box'}>
        <Dialog className="dialog">
          <Heading slot="title" className="dialog-title">
            {props.title}
          </Heading>
          {props.children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
