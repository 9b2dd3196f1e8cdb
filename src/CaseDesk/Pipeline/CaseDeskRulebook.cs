using CaseDesk.Features.Account;
using CaseDesk.Features.Agencies;
using CaseDesk.Features.Certificates;
using CaseDesk.Features.Disclosures;
using CaseDesk.Features.Extractions;
using CaseDesk.Features.Ledger;
using CaseDesk.Features.Letters;
using CaseDesk.Features.Policies;
using CaseDesk.Features.Requests;
using CaseDesk.Features.Transparency;
using CaseDesk.Jobs;
using CaseDesk.Security;
using static CaseDesk.Model.People.Role;

namespace CaseDesk.Pipeline;

/// <param name="Action">Name of the act in the ledger; never changed once sealed.</param>
/// <param name="Roles">Roles of which the actor needs one.</param>
/// <param name="Anyone">True for what strangers may do.</param>
internal sealed record Rule(string Action, IReadOnlyList<string> Roles, bool Anyone = false);

/// <summary>Who may send what, and what it is called in the ledger. A message without a rule cannot be sent.</summary>
internal static class CaseDeskRulebook
{
    private static readonly string[] CaseStaff = [Clerk, Reviewer, Custodian];
    private static readonly string[] CaseReaders = [Clerk, Reviewer, Custodian, Auditor, Agency];
    private static readonly string[] SignedIn = [Clerk, Reviewer, Custodian, Reporter, Auditor, Administrator, Agency];

    public static IReadOnlyDictionary<Type, Rule> Rules { get; } = new Dictionary<Type, Rule>
    {
        [typeof(SignIn)] = new("auth.sign-in", [], Anyone: true),
        [typeof(SignOut)] = new("auth.sign-out", SignedIn),
        [typeof(ChangePassword)] = new("auth.change-password", SignedIn),
        [typeof(AddUser)] = new("user.add", [SystemRole.Operator]),
        [typeof(CountStrangers)] = new("stranger.refused", [SystemRole.Worker]),
        [typeof(RefuseRoute)] = new("access.refused", [], Anyone: true),

        [typeof(RegisterAgency)] = new("agency.register", CaseStaff),
        [typeof(RecordCallBack)] = new("agency.verify", CaseStaff),
        [typeof(AgencyList)] = new("agency.list", [Clerk, Reviewer, Custodian, Auditor]),

        [typeof(BeginPolicy)] = new("policy.begin", [SystemRole.Operator]),
        [typeof(DraftPolicy)] = new("policy.draft", [Administrator]),
        [typeof(DiscardPolicy)] = new("policy.discard", [Administrator, Reviewer]),
        [typeof(ComparePolicy)] = new("policy.compare", [Administrator, Reviewer]),
        [typeof(PublishPolicy)] = new("policy.publish", [Reviewer]),
        [typeof(PolicyVersionList)] = new("policy.list", [Administrator, Reviewer, Auditor]),
        [typeof(PolicyVersionDetails)] = new("policy.view", [Administrator, Reviewer, Auditor]),
        [typeof(CompletePreview)] = new("job.policy.compare", [SystemRole.Worker]),
        [typeof(ApplyPolicy)] = new("job.policy.hold", [SystemRole.Worker]),
        [typeof(CompleteApplying)] = new("job.policy.applied", [SystemRole.Worker]),
        [typeof(Preflight)] = new("policy.preflight", [Clerk, Reviewer, Custodian, Agency]),

        [typeof(RegisterRequest)] = new("request.register", [Clerk]),
        [typeof(AmendItem)] = new("request.amend", [Clerk]),
        [typeof(AttachDocument)] = new("request.attach", [Clerk]),
        [typeof(WithdrawRequest)] = new("request.withdraw", [Clerk]),
        [typeof(RequestList)] = new("request.list", CaseReaders),
        [typeof(RequestDetails)] = new("request.view", CaseReaders),
        [typeof(OrderDocumentFile)] = new("request.document", [Clerk, Reviewer, Custodian, Auditor]),
        [typeof(RequestScope)] = new("request.scope", [Clerk, Reviewer, Custodian, Auditor]),
        [typeof(StoredDecisions)] = new("request.decisions", [Clerk, Reviewer, Custodian, Auditor]),
        [typeof(LookAtScope)] = new("decision.look", [Reviewer]),
        [typeof(AskForClarification)] = new("clarification.ask", [Reviewer]),
        [typeof(AnswerClarification)] = new("clarification.answer", [Clerk]),
        [typeof(DecideRequest)] = new("decision.decide", [Reviewer]),

        [typeof(ExtractionDetails)] = new("extraction.view", [Clerk, Reviewer, Custodian, Auditor]),
        [typeof(StartExtraction)] = new("extraction.start", [Reviewer, Custodian]),
        [typeof(CancelExtraction)] = new("extraction.cancel", [Reviewer, Custodian]),
        [typeof(BeginExtraction)] = new("job.extract.begin", [SystemRole.Worker]),
        [typeof(CompleteExtraction)] = new("job.extract.complete", [SystemRole.Worker]),
        [typeof(FailExtraction)] = new("job.extract.fail", [SystemRole.Worker]),
        [typeof(RemoveFiles)] = new("job.sweep.files", [SystemRole.Worker]),
        [typeof(ExtractionPreview)] = new("extraction.preview", [Reviewer, Custodian]),
        [typeof(ExtractionRows)] = new("extraction.rows", [Reviewer, Custodian]),

        [typeof(DisclosurePreview)] = new("disclosure.preview", [Custodian]),
        [typeof(PrepareDisclosure)] = new("disclosure.prepare", [Custodian]),
        [typeof(KeepDocument)] = new("disclosure.document", [Custodian]),
        [typeof(OpenDocument)] = new("disclosure.look", [Custodian]),
        [typeof(SignDisclosure)] = new("disclosure.sign", [Custodian]),
        [typeof(RecallDisclosure)] = new("disclosure.recall", [Custodian]),
        [typeof(ArchiveDisclosure)] = new("disclosure.archive", [SystemRole.Worker]),
        [typeof(DisclosureDetails)] = new("disclosure.view", CaseReaders),
        [typeof(DisclosureFile)] = new("disclosure.download", [Custodian, Auditor, Agency]),

        [typeof(CertificateList)] = new("certificate.list", [Custodian, Auditor, Agency]),
        [typeof(DraftCertificate)] = new("certificate.draft", [Custodian]),
        [typeof(CertificateReading)] = new("certificate.read", [Custodian, Auditor]),
        [typeof(SubscribeCertificate)] = new("certificate.subscribe", [Custodian]),
        [typeof(SealCertificate)] = new("certificate.seal", [Custodian]),
        [typeof(DeclineCertificate)] = new("certificate.decline", [Custodian]),
        [typeof(CertificateFile)] = new("certificate.download", [Custodian, Auditor, Agency]),

        [typeof(LetterList)] = new("letter.list", CaseReaders),
        [typeof(LetterPreview)] = new("letter.preview", CaseStaff),
        [typeof(WriteLetter)] = new("letter.write", CaseStaff),
        [typeof(LetterFile)] = new("letter.download", CaseReaders),

        [typeof(TransparencyReport)] = new("transparency.report", [Reporter, Auditor]),

        [typeof(LedgerEntryList)] = new("ledger.list", [Auditor]),
        [typeof(LedgerEntryProof)] = new("ledger.proof", [Auditor]),
        [typeof(LedgerBundle)] = new("ledger.bundle", [Auditor]),
        [typeof(VerifyLedger)] = new("ledger.verify", [Auditor]),
        [typeof(CompleteVerification)] = new("job.ledger.verify", [SystemRole.Worker]),
        [typeof(DownloadLedger)] = new("ledger.download", [Auditor]),
        [typeof(BeginState)] = new("state.begin", [SystemRole.Operator]),
        [typeof(ExportLedger)] = new("ledger.export", [SystemRole.Operator]),
        [typeof(RecordKeys)] = new("key.used", [SystemRole.Operator]),
        [typeof(RecordConfiguration)] = new("config.changed", [SystemRole.Operator]),
        [typeof(RecordNewMark)] = new("log.marked", [SystemRole.Operator]),
        // Not a message: it writes the first entry of a ledger, before there is a door to it.
        [typeof(LedgerRestoration)] = new("log.restored", [SystemRole.Operator]),
    };

    public static Rule Of(Type message) =>
        Rules.TryGetValue(message, out var rule) ? rule : throw new InvalidOperationException($"{message.Name} has no rule in the rulebook: nobody may send it.");
}
