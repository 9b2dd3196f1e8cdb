using System.Text.Json;
using CaseDesk.Model.Ledger;
using CaseDesk.Model.People;
using CaseDesk.Model.Policies;
using CaseDesk.Model.Requests;
using CaseDesk.Model.Work;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CaseDesk.Model;

/// <summary>The one database. Two providers derive from it and hold only what differs.</summary>
public abstract class CaseDeskDb(DbContextOptions options) : IdentityDbContext<Person, IdentityRole<Guid>, Guid>(options), IDataProtectionKeyContext
{
    public DbSet<LegalRequest> Requests => Set<LegalRequest>();

    public DbSet<DemandedItem> Items => Set<DemandedItem>();

    public DbSet<OrderDocument> Documents => Set<OrderDocument>();

    public DbSet<Approval> Approvals => Set<Approval>();

    public DbSet<Clarification> Clarifications => Set<Clarification>();

    public DbSet<ScopeLook> ScopeLooks => Set<ScopeLook>();

    public DbSet<ExtractionJob> Extractions => Set<ExtractionJob>();

    public DbSet<Disclosure> Disclosures => Set<Disclosure>();

    public DbSet<Recall> Recalls => Set<Recall>();

    public DbSet<Certificate> Certificates => Set<Certificate>();

    public DbSet<Letter> Letters => Set<Letter>();

    public DbSet<WorkItem> Work => Set<WorkItem>();

    public DbSet<PolicyVersion> PolicyVersions => Set<PolicyVersion>();

    public DbSet<PolicyPreview> PolicyPreviews => Set<PolicyPreview>();

    public DbSet<Agency> Agencies => Set<Agency>();

    public DbSet<Session> Sessions => Set<Session>();

    public DbSet<LedgerEntry> LedgerEntries => Set<LedgerEntry>();

    public DbSet<LedgerTile> LedgerTiles => Set<LedgerTile>();

    public DbSet<LedgerHead> LedgerHeads => Set<LedgerHead>();

    public DbSet<LedgerOpening> LedgerOpenings => Set<LedgerOpening>();

    public DbSet<LedgerState> LedgerStates => Set<LedgerState>();

    public DbSet<NumberSeries> NumberSeries => Set<NumberSeries>();

    public DbSet<IdempotentAnswer> IdempotentAnswers => Set<IdempotentAnswer>();

    /// <summary>Keys of the antiforgery tokens where several processes share them (PostgreSQL), wrapped by a certificate.</summary>
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    /// <summary>SQL that takes one word out of the sealed leaf; each provider has its own JSON functions.</summary>
    protected abstract string LeafWord(params ReadOnlySpan<string> path);

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);

        builder.Entity<Person>(person =>
        {
            person.Property(p => p.DisplayName).HasMaxLength(100);
            person.HasOne<Agency>().WithMany().HasForeignKey(p => p.AgencyId);
        });
        builder.Entity<Session>(session =>
        {
            session.HasIndex(s => s.SecretHash).IsUnique();
            session.HasOne(s => s.Person).WithMany().HasForeignKey(s => s.PersonId);
        });
        builder.Entity<Agency>(agency =>
        {
            agency.Property(a => a.Name).HasMaxLength(Agency.NameMaxLength);
            agency.Property(a => a.NameKey).HasMaxLength(Agency.NameMaxLength);
            agency.HasIndex(a => a.NameKey).IsUnique();
            agency.Property(a => a.Version).IsConcurrencyToken();
        });
        MapRequests(builder);
        MapQuestions(builder);
        MapWork(builder);
        MapWhatFollows(builder);
        MapPolicies(builder);
        MapLedger(builder);
    }

    private static void MapRequests(ModelBuilder builder)
    {
        builder.Entity<LegalRequest>(request =>
        {
            request.ToTable("Requests");
            request.Property(r => r.Number).HasMaxLength(20);
            request.HasIndex(r => r.Number).IsUnique();
            request.HasIndex(r => new { r.Status, r.DueAt });
            request.Property(r => r.Status).HasConversion<string>().HasMaxLength(20);
            request.Property(r => r.Instrument).HasMaxLength(40);
            request.Property(r => r.IssuerKind).HasMaxLength(20);
            request.Property(r => r.Jurisdiction).HasMaxLength(10);
            request.Property(r => r.Reference).HasMaxLength(LegalRequest.ReferenceMaxLength);
            // Lengths of time are numbers of ticks on both providers, so that they sort.
            request.Property(r => r.ClockLeft).HasConversion<long>();
            request.Property(r => r.ClockStoppedFor).HasConversion<long>();
            request.Ignore(r => r.Deadline);
            request.Property(r => r.Version).IsConcurrencyToken();
            request.HasOne(r => r.Agency).WithMany().HasForeignKey(r => r.AgencyId).OnDelete(DeleteBehavior.Restrict);
            request.HasMany(r => r.Items).WithOne().HasForeignKey(i => i.RequestId);
            request.HasMany(r => r.Documents).WithOne().HasForeignKey(d => d.RequestId);
            request.HasMany(r => r.Approvals).WithOne().HasForeignKey(a => a.RequestId);
            request.HasMany(r => r.Clarifications).WithOne().HasForeignKey(c => c.RequestId);
        });
        builder.Entity<DemandedItem>(item =>
        {
            item.ToTable("Items");
            item.Property(i => i.Id).ValueGeneratedNever();
            item.HasIndex(i => new { i.RequestId, i.Number }).IsUnique();
            item.Property(i => i.Text).HasMaxLength(DemandedItem.TextMaxLength);
            AsJson(item.Property(i => i.Wants));
            AsJson(item.Property(i => i.Identifiers));
        });
        builder.Entity<OrderDocument>(document =>
        {
            document.ToTable("Documents");
            document.Property(d => d.Id).ValueGeneratedNever();
            document.Property(d => d.FileName).HasMaxLength(OrderDocument.FileNameMaxLength);
            document.HasIndex(d => new { d.RequestId, d.Number }).IsUnique();
        });
        builder.Entity<Approval>(approval =>
        {
            approval.ToTable("Approvals");
            approval.Property(a => a.Id).ValueGeneratedNever();
            // One approval in force for a request, whatever the code believes.
            approval.HasIndex(a => a.RequestId).IsUnique().HasFilter("\"VoidedAt\" IS NULL");
            AsJson(approval.Property(a => a.Verdicts));
            AsJson(approval.Property(a => a.ExpectedFiles));
        });
    }

    private static void MapQuestions(ModelBuilder builder)
    {
        builder.Entity<Clarification>(clarification =>
        {
            clarification.ToTable("Clarifications");
            clarification.Property(c => c.Id).ValueGeneratedNever();
            clarification.Property(c => c.Question).HasMaxLength(Clarification.TextMaxLength);
            clarification.Property(c => c.Answer).HasMaxLength(Clarification.TextMaxLength);
            // One open question about a request, whatever the code believes.
            clarification.HasIndex(c => c.RequestId).IsUnique().HasFilter("\"ClosedAt\" IS NULL");
            clarification.HasIndex(c => new { c.RequestId, c.AskedAt });
            AsJson(clarification.Property(c => c.Items));
        });
        builder.Entity<ScopeLook>(look =>
        {
            look.HasKey(l => new { l.RequestId, l.PersonId });
            look.HasOne<LegalRequest>().WithMany().HasForeignKey(l => l.RequestId);
            look.HasOne<Person>().WithMany().HasForeignKey(l => l.PersonId);
        });
    }

    private static void MapWork(ModelBuilder builder)
    {
        builder.Entity<ExtractionJob>(extraction =>
        {
            extraction.ToTable("Extractions");
            extraction.Property(e => e.State).HasConversion<string>().HasMaxLength(20);
            extraction.Property(e => e.Version).IsConcurrencyToken();
            extraction.HasIndex(e => e.ApprovalId).IsUnique();
            extraction.HasOne(e => e.Request).WithMany().HasForeignKey(e => e.RequestId).OnDelete(DeleteBehavior.Restrict);
            extraction.HasOne(e => e.Approval).WithMany().HasForeignKey(e => e.ApprovalId).OnDelete(DeleteBehavior.Restrict);
        });
        builder.Entity<WorkItem>(work =>
        {
            work.ToTable("Work");
            work.Property(w => w.Kind).HasMaxLength(20);
            work.HasIndex(w => new { w.DoneAt, w.CreatedAt });
            work.HasIndex(w => w.Subject);
        });
        builder.Entity<Disclosure>(disclosure =>
        {
            disclosure.ToTable("Disclosures");
            disclosure.Property(d => d.Version).IsConcurrencyToken();
            disclosure.Property(d => d.Edition).HasDefaultValue(1).ValueGeneratedNever();
            disclosure.HasIndex(d => new { d.RequestId, d.Edition }).IsUnique();
            disclosure.HasOne(d => d.Request).WithMany().HasForeignKey(d => d.RequestId).OnDelete(DeleteBehavior.Restrict);
            disclosure.HasOne<ExtractionJob>().WithMany().HasForeignKey(d => d.ExtractionId).OnDelete(DeleteBehavior.Restrict);
            disclosure.HasOne<Approval>().WithMany().HasForeignKey(d => d.ApprovalId).OnDelete(DeleteBehavior.Restrict);
        });
        builder.Entity<Letter>(letter =>
        {
            letter.ToTable("Letters");
            letter.Property(l => l.Kind).HasMaxLength(20);
            letter.Property(l => l.Language).HasMaxLength(10);
            letter.HasIndex(l => new { l.RequestId, l.Number }).IsUnique();
            letter.HasOne<LegalRequest>().WithMany().HasForeignKey(l => l.RequestId).OnDelete(DeleteBehavior.Restrict);
        });
        builder.Entity<IdempotentAnswer>(answer =>
        {
            answer.HasKey(a => new { a.PersonId, a.Route, a.Key });
            answer.Property(a => a.Route).HasMaxLength(200);
            answer.Property(a => a.Key).HasMaxLength(200);
            answer.HasIndex(a => a.CreatedAt);
        });
    }

    /// <summary>What follows a release.</summary>
    private static void MapWhatFollows(ModelBuilder builder)
    {
        builder.Entity<Recall>(recall =>
        {
            recall.ToTable("Recalls");
            recall.Property(r => r.Reason).HasMaxLength(Recall.ReasonMaxLength);
            recall.HasIndex(r => r.DisclosureId).IsUnique();
            recall.HasOne<LegalRequest>().WithMany().HasForeignKey(r => r.RequestId).OnDelete(DeleteBehavior.Restrict);
            recall.HasOne<Disclosure>().WithMany().HasForeignKey(r => r.DisclosureId).OnDelete(DeleteBehavior.Restrict);
        });
        builder.Entity<Certificate>(certificate =>
        {
            certificate.ToTable("Certificates");
            certificate.Property(c => c.Form).HasMaxLength(20);
            certificate.Property(c => c.Country).HasMaxLength(Certificate.CountryMaxLength);
            certificate.Property(c => c.SubscribedName).HasMaxLength(Person.DisplayNameMaxLength);
            certificate.Property(c => c.Place).HasMaxLength(Certificate.PlaceMaxLength);
            certificate.Property(c => c.DeclinedReason).HasMaxLength(Certificate.ReasonMaxLength);
            certificate.Property(c => c.Version).IsConcurrencyToken();
            certificate.HasIndex(c => new { c.RequestId, c.Number }).IsUnique();
            certificate.HasOne<LegalRequest>().WithMany().HasForeignKey(c => c.RequestId).OnDelete(DeleteBehavior.Restrict);
            certificate.HasOne<Disclosure>().WithMany().HasForeignKey(c => c.DisclosureId).OnDelete(DeleteBehavior.Restrict);
            certificate.HasOne<Person>().WithMany().HasForeignKey(c => c.DeclarantId).OnDelete(DeleteBehavior.Restrict);
        });
    }

    private static void MapPolicies(ModelBuilder builder)
    {
        builder.Entity<PolicyVersion>(version =>
        {
            version.ToTable("PolicyVersions");
            version.Property(v => v.PolicyId).HasMaxLength(60);
            version.Property(v => v.Reason).HasMaxLength(PolicyVersion.ReasonMaxLength);
            version.Property(v => v.Version).IsConcurrencyToken();
            // A decision cites a version by its name: there is one of it.
            version.HasIndex(v => v.PolicyId).IsUnique().HasFilter("\"PublishedAt\" IS NOT NULL");
            // Two versions of one day would leave open which of them speaks.
            version.HasIndex(v => v.EffectiveFrom).IsUnique().HasFilter("\"PublishedAt\" IS NOT NULL");
        });
        builder.Entity<PolicyPreview>(preview =>
        {
            preview.ToTable("PolicyPreviews");
            preview.Property(p => p.ComparedWith).HasMaxLength(60);
            preview.Property(p => p.Version).IsConcurrencyToken();
            preview.HasOne<PolicyVersion>().WithMany().HasForeignKey(p => p.PolicyVersionId).OnDelete(DeleteBehavior.Restrict);
            AsJson(preview.Property(p => p.Lines));
        });
    }

    private void MapLedger(ModelBuilder builder)
    {
        builder.Entity<LedgerEntry>(entry =>
        {
            entry.HasKey(e => e.Seq);
            entry.Property(e => e.Seq).ValueGeneratedNever();
            entry.Property(e => e.Time).HasComputedColumnSql(LeafWord("time"), stored: LeafWordsAreStored);
            entry.Property(e => e.Action).HasComputedColumnSql(LeafWord("action"), stored: LeafWordsAreStored);
            entry.Property(e => e.Actor).HasComputedColumnSql(LeafWord("actor", "id"), stored: LeafWordsAreStored);
            entry.Property(e => e.ObjectKind).HasComputedColumnSql(LeafWord("object", "kind"), stored: LeafWordsAreStored);
            entry.Property(e => e.ObjectId).HasComputedColumnSql(LeafWord("object", "id"), stored: LeafWordsAreStored);
            entry.Property(e => e.Outcome).HasComputedColumnSql(LeafWord("outcome"), stored: LeafWordsAreStored);
            entry.HasIndex(e => e.Action);
            entry.HasIndex(e => e.Actor);
            entry.HasIndex(e => e.ObjectId);
        });
        builder.Entity<LedgerTile>().HasKey(t => new { t.Level, t.Index });
        builder.Entity<LedgerHead>().Property(h => h.Id).ValueGeneratedNever();
        builder.Entity<LedgerOpening>(opening =>
        {
            opening.HasKey(o => new { o.Seq, o.Field });
            opening.Property(o => o.Field).HasMaxLength(100);
        });
        builder.Entity<LedgerState>(state =>
        {
            state.HasKey(s => new { s.Table, s.Key });
            state.Property(s => s.Table).HasMaxLength(40);
            state.Property(s => s.Key).HasMaxLength(100);
            state.HasIndex(s => s.Owner);
        });
        builder.Entity<NumberSeries>(series =>
        {
            series.HasKey(s => s.Year);
            series.Property(s => s.Year).ValueGeneratedNever();
        });
    }

    /// <summary>SQLite computes search columns when read (virtual); PostgreSQL 15 can only store them.</summary>
    protected abstract bool LeafWordsAreStored { get; }

    private static void AsJson<T>(Microsoft.EntityFrameworkCore.Metadata.Builders.PropertyBuilder<IReadOnlyList<T>> property) =>
        property.HasConversion(
            new ValueConverter<IReadOnlyList<T>, string>(
                list => JsonSerializer.Serialize(list, JsonSerializerOptions.Web),
                json => JsonSerializer.Deserialize<List<T>>(json, JsonSerializerOptions.Web) ?? new List<T>()),
            new ValueComparer<IReadOnlyList<T>>(
                (a, b) => JsonSerializer.Serialize(a, JsonSerializerOptions.Web) == JsonSerializer.Serialize(b, JsonSerializerOptions.Web),
                list => JsonSerializer.Serialize(list, JsonSerializerOptions.Web).GetHashCode(StringComparison.Ordinal),
                list => list.ToList()));
}
