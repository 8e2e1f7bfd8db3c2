/** Words of who may learn of an exhibit or a series. */
export const audience = {
  heading: 'Who may learn of it',
  open: 'Everybody of the edition.',
  only: 'Only these persons. To everybody else it does not exist.',
  restrict: 'Only for named persons',
  change: 'Change',
  title: 'Who may learn of it',
  text: 'To everybody who is not named it contributes nothing: no count, no hit, no suggestion. Each unit keeps sight of what it delivered itself.',
  persons: 'Codes of the persons',
  personsHint: 'Separated by commas; yours among them.',
  save: 'Only for these',
  openAgain: 'Open it to the edition',
}
