namespace CaseDesk.Model.Ledger;

/// <summary>
/// Which rows the ledger commits to, column by column, and which not and why. Each table and column of the database is on one side or the other, and a test keeps it so.
/// A column that joins <see cref="Tables"/> changes the form of its rows: with it goes a new version of the form (docs/ledger-formats.md, section 8).
/// </summary>
public static class CommittedState
{
    /// <summary>Tables and the columns that matter.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Tables { get; } = new Dictionary<string, IReadOnlyList<string>>
    {
        ["Requests"] = Names("""
            AgencyId ClockLeft ClockStoppedFor ClosingReason DueAt FirstDataExpiresAt Id Instrument IssuedOn IssuerKind Jurisdiction NonDisclosure NonDisclosureUntil Number Reference
            RegisteredAt RegisteredBy ScopeDecidedAt ScopeHash ScopePolicy ServedAt ServedAtReason Status Version
            """),
        ["Items"] = Names("From Id Identifiers LastEditedBy Number RequestId Text To Wants"),
        ["Documents"] = Names("AttachedAt AttachedBy FileName Id Number RequestId Sha256 Size StoredAs"),
        ["Approvals"] = Names("DecidedAt DecidedBy ExpectedFiles Id InputsJson PlanHash PlanJson PolicyVersion RequestId ScopeHash ScopeJson Verdicts VoidedAt"),
        ["Clarifications"] = Names("Answer AnsweredAt AnsweredBy AskedAt AskedBy ClosedAt Id Items Question RequestId"),
        ["Extractions"] = Names("ApprovalId Attempt EndedAt Id ManifestHash ManifestJson PlanHash QueuedAt Reason ReasonCode RequestId Rows StartedAt State Version"),
        ["Disclosures"] = Names("ApprovalId ExtractionId Id ManifestHash PdfSha256 PdfSize PreparedAt PreparedBy ReleasedAt ReleasedBy RequestId Version"),
        ["Recalls"] = Names("DisclosureId Id Reason RecalledAt RecalledBy RequestId"),
        ["Certificates"] = Names("""
            Country DeclarantId DeclinedAt DeclinedReason DisclosureId DraftSha256 DraftSize DraftedAt DraftedBy Form Id Number PdfSha256 PdfSize Place RequestId SealedAt SubscribedAt SubscribedName
            TextSha256 TextSize Version
            """),
        ["Letters"] = Names("Id Kind Language Number PdfSha256 PdfSize RequestId TextSha256 TextSize WrittenAt WrittenBy"),
        ["Agencies"] = Names("CallBackDirectory CallBackNote CallBackNumber Id Name NameKey RegisteredAt RegisteredBy Version VerifiedAt VerifiedBy"),
        ["PolicyVersions"] = Names("DiscardedAt DraftedAt DraftedBy EffectiveFrom Id PolicyId PublishedAt PublishedBy Reason Sha256 Text Version"),
        ["PolicyPreviews"] = Names("AskedAt AskedBy Changed ComparedWith CompletedAt Id Lines Open PolicyVersionId Version Voided"),
        ["AspNetUsers"] = Names("""
            AgencyId Disabled DisplayName Email EmailConfirmed Id LockoutEnabled NormalizedEmail NormalizedUserName PasswordHash PhoneNumber PhoneNumberConfirmed SecurityStamp TwoFactorEnabled UserName
            """),
        ["AspNetRoles"] = Names("Id Name NormalizedName"),
        ["AspNetUserRoles"] = Names("RoleId UserId"),
        ["Sessions"] = Names("EndedAt ExpiresAt Id Kind PersonId SecretHash StartedAt"),
    };

    /// <summary>What lets somebody in, or helps to guess what does: a row that is shown holds its SHA-256 instead.</summary>
    public static IReadOnlySet<string> Secrets { get; } = new HashSet<string> { "AspNetUsers.PasswordHash", "AspNetUsers.SecurityStamp", "Sessions.SecretHash" };

    /// <summary>Tables, and columns of tables that matter, which no entry commits to, each with the reason.</summary>
    public static IReadOnlyDictionary<string, string> LeftOut { get; } = new Dictionary<string, string>
    {
        ["LedgerEntries"] = "the tree is their commitment",
        ["LedgerTiles"] = "computed from the entries",
        ["LedgerHeads"] = "computed from the entries",
        ["LedgerOpenings"] = "each opens a commitment of its entry, or does not",
        ["LedgerStates"] = "salts of the commitments spoken of here: one that was changed opens nothing",
        ["Work"] = "a wish to have a job run; what it does goes through the door, and leases move it many times a minute",
        ["ScopeLooks"] = "marks on a reviewer's page what changed since her last look; what she decides is bound by its hash",
        ["NumberSeries"] = "the numbers that were given stand in the requests",
        ["IdempotentAnswers"] = "answers to repeated calls, for a day",
        ["DataProtectionKeys"] = "keys of forms, written by the framework; they open no session and no data",
        ["AspNetUserClaims"] = "the desk neither writes nor reads it",
        ["AspNetRoleClaims"] = "the desk neither writes nor reads it",
        ["AspNetUserLogins"] = "the desk neither writes nor reads it",
        ["AspNetUserTokens"] = "the desk neither writes nor reads it",
        ["AspNetUserPasskeys"] = "the desk neither writes nor reads it",
        ["Disclosures.Edition"] = "one more than the recalls before it, which are rows that matter",
        ["__EFMigrationsHistory"] = "which migrations ran; the program compares them itself",
        ["AspNetUsers.AccessFailedCount"] = "counts failed sign-ins, each of which is an entry",
        ["AspNetUsers.LockoutEnd"] = "follows from failed sign-ins",
        ["AspNetUsers.ConcurrencyStamp"] = "decides races only",
        ["AspNetRoles.ConcurrencyStamp"] = "decides races only",
    };

    private static string[] Names(string words) => words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
