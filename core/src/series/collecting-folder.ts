/**
 * Folders that collect whatever came along, so that being in one says nothing: where browsers, messengers, cameras and
 * recovery tools put things, and what people call a heap. In the languages in which an operating system names them.
 */
const HEAPS =
  /^(|downloads?|desktop|documents?|pictures?|images?|photos?|pics|videos?|media|files?|tmp|temp|trash|recycled?|received( files)?|sent|saved|private|backups?|misc|various|other|others|stuff|new|old|unsorted|sorted|edited|favou?rites|collection|archive|new folder|found|recovered|carved|unallocated|screenshots?|camera( roll)?|whatsapp (images|video)|telegram|messages|messenger|chats?|sms|mms|bluetooth|bilder|fotos?|eigene bilder|neuer ordner|gespeichert|verschiedenes|papierkorb|nouveau dossier|téléchargements?|divers|afbeeldingen|nieuwe map|imágenes|descargas|nueva carpeta|immagini|nuova cartella|hämtade filer|ny mapp)$/i
/** A card's own folder (`100CANON`, `101_PANA`), which a camera fills until it is full. */
const CARD_FOLDER = /^(dcim|\d{3}[a-z0-9_]{5})$/i
/** A year, a month or a day: a diary, not an occasion. */
const DATE = /^(19|20)\d\d([-_. ]?\d\d){0,2}$/
/** A machine or a card whose files were copied off. */
const DEVICE =
  /^((my|old|new)[ _-]?)?(phone|iphone|mobile|handy|camera|tablet|ipad|laptop|pc|usb|stick|disk|sd[ _-]?card)([ _-]?(old|new|backup))?$/i

/**
 * Whether a folder's or archive's name says nothing about what lies in it. `folder` is a path, archives in it written
 * `holiday.zip!`; the last part counts, without an archive's ending and without the number of a second copy.
 */
export function collectsAnything(folder: string): boolean {
  const name = folder
    .slice(folder.lastIndexOf('/') + 1)
    .replace(/(\.[a-z0-9]{1,4}){1,2}!$/i, '')
    .replace(/ ?\(\d+\)$/, '')
  return [HEAPS, CARD_FOLDER, DATE, DEVICE].some((form) => form.test(name))
}
