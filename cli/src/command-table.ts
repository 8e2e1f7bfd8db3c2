import type { Command } from './command.ts'
import {
  approvalGiveCommand,
  approvalListCommand,
  approvalRefuseCommand,
  approvalShowCommand,
  approvalSignCommand,
  approvalWithdrawCommand,
  personRolesCommand,
} from './commands/approval.ts'
import { editionCreateCommand } from './commands/edition.ts'
import { exhibitAudienceCommand } from './commands/exhibit.ts'
import { exhibitEraseCommand, exhibitHoldCommand, unitRetentionCommand } from './commands/exhibit-erase.ts'
import { exhibitCertificateCommand, exhibitReviewCommand } from './commands/exhibit-retention.ts'
import { glassBreakCommand, glassListCommand, glassReviewCommand } from './commands/glass.ts'
import { hashCommand } from './commands/hash.ts'
import { initCommand } from './commands/init.ts'
import { intakeCommand } from './commands/intake.ts'
import { ledgerVerifyCommand } from './commands/ledger.ts'
import { ledgerExportCommand, ledgerProveCommand } from './commands/ledger-copy.ts'
import { ledgerSeenCommand } from './commands/ledger-seen.ts'
import { ledgerWitnessesCommand } from './commands/ledger-witnesses.ts'
import { linkCutCommand } from './commands/link.ts'
import { personAddCommand, personLeaveCommand } from './commands/person.ts'
import { picturesCommand } from './commands/pictures.ts'
import {
  providerListCommand,
  providerRemoveCommand,
  providerSecretCommand,
  providerSetCommand,
  providerTestCommand,
} from './commands/provider.ts'
import { referenceImportCommand, referenceListCommand } from './commands/reference.ts'
import { reportCommand } from './commands/report.ts'
import { searchCommand } from './commands/search.ts'
import {
  seriesAddCommand,
  seriesAudienceCommand,
  seriesCreateCommand,
  seriesMergeCommand,
  seriesSplitCommand,
  seriesUndoCommand,
} from './commands/series-change.ts'
import { seriesListCommand, seriesShowCommand } from './commands/series-read.ts'
import { setsCommand } from './commands/sets.ts'
import { signInCommand } from './commands/sign-in.ts'
import { unitAddCommand } from './commands/unit.ts'

/** Every command of `homeward`, in the order of the way through the product. */
export const COMMANDS: readonly Command[] = [
  initCommand,
  signInCommand,
  unitAddCommand,
  personAddCommand,
  personRolesCommand,
  personLeaveCommand,
  approvalListCommand,
  approvalShowCommand,
  approvalGiveCommand,
  approvalRefuseCommand,
  approvalWithdrawCommand,
  approvalSignCommand,
  providerSetCommand,
  providerSecretCommand,
  providerListCommand,
  providerTestCommand,
  providerRemoveCommand,
  editionCreateCommand,
  referenceImportCommand,
  referenceListCommand,
  hashCommand,
  intakeCommand,
  exhibitAudienceCommand,
  glassBreakCommand,
  glassListCommand,
  glassReviewCommand,
  exhibitReviewCommand,
  exhibitHoldCommand,
  exhibitEraseCommand,
  exhibitCertificateCommand,
  unitRetentionCommand,
  picturesCommand,
  linkCutCommand,
  setsCommand,
  searchCommand,
  seriesCreateCommand,
  seriesAddCommand,
  seriesMergeCommand,
  seriesSplitCommand,
  seriesUndoCommand,
  seriesAudienceCommand,
  seriesListCommand,
  seriesShowCommand,
  reportCommand,
  ledgerVerifyCommand,
  ledgerExportCommand,
  ledgerProveCommand,
  ledgerSeenCommand,
  ledgerWitnessesCommand,
]
