using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using CaseDesk.Pdf;
using CaseDesk.Rules.Tests.Pdf;
using CaseDesk.Verify;

namespace CaseDesk.Tests;

/// <summary>A desk with a real certificate and a time-stamping authority, both of the tests' own: what it releases, and what it does when either cannot be had.</summary>
public sealed class ReleasingWithEvidence : IAsyncLifetime
{
    private readonly TestPki pki = new();
    private readonly CaseDeskApp app = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        pki.Dispose();
    }

    [Fact]
    public async Task Proves_for_years_what_it_releases_and_keeps_a_copy_with_an_archive_stamp()
    {
        await Start(pki.Signer());
        var (number, manifest) = await app.AnExtractedRequest();
        using var released = await Release(number, manifest);
        Assert.Equal(201, (int)released.StatusCode);

        var pdf = await (await app.SignedInAs("custodian")).GetByteArrayAsync(new Uri($"/api/v1/requests/{number}/disclosure/report.pdf", UriKind.Relative));
        var report = PadesVerifier.Verify(pdf, [pki.Root]);
        Assert.Empty(report.Reasons);
        Assert.Equal(SignatureLevel.BaselineLT, report.Level);
        Assert.Equal("B-LT", (await LastOf("disclosure.sign"))["facts"]!["level"]!.ToString());

        var archived = await Archived(number);
        var copy = await File.ReadAllBytesAsync(await TheCopyOf(pdf));
        Assert.Equal(pdf, copy[..pdf.Length]);
        report = PadesVerifier.Verify(copy, [pki.Root]);
        Assert.Empty(report.Reasons);
        Assert.Equal(SignatureLevel.BaselineLTA, report.Level);
        Assert.Equal("B-LTA", archived["facts"]!["level"]!.ToString());
        Assert.Equal("sys_worker", archived["actor"]!["id"]!.ToString());
        await TheToolSays(number, pdf, copy);
        // Once is enough while the last stamp lasts.
        await Task.Delay(TimeSpan.FromSeconds(3));
        Assert.Single(await app.Entries(), entry => entry["action"]!.ToString() == "disclosure.archive" && entry["object"]!["id"]!.ToString() == number);
    }

    [Fact]
    public async Task Waits_for_the_authority_and_is_then_refused_until_it_is_back_or_the_custodian_settles_for_less()
    {
        await Start(pki.Signer());
        var (number, manifest) = await app.AnExtractedRequest();
        var stamping = pki.Page("/tsa");
        pki.Serve("/tsa", _ => (503, []));
        // The sample request of the first start, and its copy for the archive.
        var before = Directory.GetFiles(Path.Combine(app.Data, "disclosures"), "*", SearchOption.AllDirectories).Length;

        using (var refused = await Release(number, manifest)) await refused.IsRefused(503, "evidence-unavailable");
        Assert.Equal("evidence-unavailable", (await LastOf("disclosure.sign"))["code"]!.ToString());
        Assert.True(pki.Asked["/tsa"] > 1);
        Assert.Equal(before, Directory.GetFiles(Path.Combine(app.Data, "disclosures"), "*", SearchOption.AllDirectories).Length);

        pki.Serve("/tsa", stamping);
        pki.Serve("/issuing.crl", _ => (404, []));
        using (var refused = await Release(number, manifest)) await refused.IsRefused(503, "evidence-unavailable");
        using (var settled = await Release(number, manifest, withoutEvidence: true)) Assert.Equal(201, (int)settled.StatusCode);

        Assert.True((bool)(await LastOf("disclosure.prepare"))["facts"]!["settles"]!);
        var entry = await LastOf("disclosure.sign");
        Assert.Equal("B-T", entry["facts"]!["level"]!.ToString());
        Assert.Contains("issuing.crl", entry["facts"]!["missing"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evidence_is_in_the_document_that_is_looked_at_and_the_stamp_comes_with_the_release()
    {
        // Files that no record names go at once, so that what waits for its signature is seen to stay.
        app.Settings["CaseDesk__SweepSchedule"] = "* * * * * *";
        await Start(pki.Signer());
        var (number, manifest) = await app.AnExtractedRequest();
        var custodian = await app.SignedInAs("custodian");
        var stamping = pki.Page("/tsa");
        var (hash, _) = await LookingBeforeReleasing.Look(custodian, number);
        string[] waiting = Directory.GetFiles(Path.Combine(app.Data, "disclosures"), "*.document.*", SearchOption.AllDirectories);
        Assert.Equal(2, waiting.Length);
        foreach (var file in waiting) File.SetLastWriteTimeUtc(file, TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-3));
        pki.Serve("/tsa", _ => (503, []));

        using (var refused = await LookingBeforeReleasing.Release(custodian, number, manifest, hash)) await refused.IsRefused(503, "evidence-unavailable");
        await Task.Delay(TimeSpan.FromSeconds(3));
        Assert.All(waiting, file => Assert.True(File.Exists(file), file));
        pki.Serve("/tsa", stamping);
        using (var released = await LookingBeforeReleasing.Release(custodian, number, manifest, hash)) Assert.Equal(201, (int)released.StatusCode);

        var report = PadesVerifier.Verify(await custodian.GetByteArrayAsync(new Uri($"/api/v1/requests/{number}/disclosure/report.pdf", UriKind.Relative)), [pki.Root]);
        Assert.Empty(report.Reasons);
        Assert.Equal((SignatureLevel.BaselineLT, hash), (report.Level, report.DocumentHash));
        Assert.Equal("B-LT", (await LastOf("disclosure.sign"))["facts"]!["level"]!.ToString());
        for (var i = 0; i < 600 && waiting.Any(File.Exists); i++) await Task.Delay(100);
        Assert.All(waiting, file => Assert.False(File.Exists(file), file));
    }

    [Fact]
    public async Task A_document_that_was_made_without_evidence_is_signed_only_where_the_custodian_settles_for_it()
    {
        await Start(pki.Signer());
        var (number, manifest) = await app.AnExtractedRequest();
        var custodian = await app.SignedInAs("custodian");
        pki.Serve("/issuing.crl", _ => (404, []));
        using (var answer = await custodian.GetAsync(new Uri($"/api/v1/requests/{number}/disclosure/preview.pdf", UriKind.Relative))) Assert.Equal("evidence", Assert.Single(answer.Headers.GetValues("CaseDesk-Document-Lacks")));
        var (hash, _) = await LookingBeforeReleasing.Look(custodian, number);
        Assert.Contains("issuing.crl", (await LastOf("disclosure.document"))["facts"]!["missing"]!.ToString(), StringComparison.Ordinal);

        using (var refused = await LookingBeforeReleasing.Release(custodian, number, manifest, hash)) await refused.IsRefused(503, "evidence-unavailable");
        using (var settled = await LookingBeforeReleasing.Release(custodian, number, manifest, hash, withoutEvidence: true)) Assert.Equal(201, (int)settled.StatusCode);

        var facts = (await LastOf("disclosure.sign"))["facts"]!;
        Assert.Equal(("B-T", hash, true), (facts["level"]!.ToString(), facts["documentHash"]!.ToString(), (bool)facts["settles"]!));
        Assert.Contains("issuing.crl", facts["missing"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_document_that_was_looked_at_too_long_ago_is_not_signed()
    {
        app.Settings["CaseDesk__Signing__DocumentLasts"] = "00:00:04";
        await Start(pki.Signer());
        var (number, manifest) = await app.AnExtractedRequest();
        var custodian = await app.SignedInAs("custodian");
        var (old, _) = await LookingBeforeReleasing.Look(custodian, number);
        await Task.Delay(TimeSpan.FromSeconds(5));

        using (var refused = await LookingBeforeReleasing.Release(custodian, number, manifest, old)) await refused.IsRefused(409, "preview-changed");
        var (current, _) = await LookingBeforeReleasing.Look(custodian, number);

        Assert.NotEqual(old, current);
    }

    [Fact]
    public async Task Signs_nothing_with_a_certificate_that_was_revoked()
    {
        var signer = pki.Signer();
        await Start(signer);
        var (number, manifest) = await app.AnExtractedRequest();
        pki.Revoke(signer);

        using var refused = await Release(number, manifest, withoutEvidence: true);

        await refused.IsRefused(503, "cannot-sign");
        using var unseen = await (await app.SignedInAs("custodian")).GetAsync(new Uri($"/api/v1/requests/{number}/disclosure/preview.pdf", UriKind.Relative));
        await unseen.IsRefused(503, "cannot-sign");
    }

    [Theory]
    [InlineData(-40, -10, "ran out on")]
    [InlineData(10, 40, "cannot sign yet")]
    public async Task Does_not_start_with_a_certificate_that_is_not_valid(int from, int to, string why)
    {
        var now = TimeProvider.System.GetUtcNow();
        Configure(pki.Signer(from: now.AddDays(from), to: now.AddDays(to)));

        Assert.False(await app.Begin(line => line.StartsWith("CaseDesk is at", StringComparison.Ordinal)));
        await app.Program.WaitForExitAsync();

        Assert.Equal(1, app.Program.ExitCode);
        Assert.Contains(why, app.Said, StringComparison.Ordinal);
    }

    /// <summary>What an outsider's tool says of the report and of the kept copy, with the root, the receipt and the log's key, and of such that somebody changed.</summary>
    private async Task TheToolSays(string number, byte[] pdf, byte[] copy)
    {
        var custodian = await app.SignedInAs("custodian");
        var receipt = Save("receipt", await custodian.GetByteArrayAsync(new Uri($"/api/v1/requests/{number}/disclosure/receipt", UriKind.Relative)));
        var policy = Save("tlog-policy", await custodian.GetByteArrayAsync(new Uri("/ledger/tlog-policy", UriKind.Relative)));
        using var stranger = new TestPki();
        var (root, other) = (Save("root.der", pki.Root.RawData), Save("other.pem", Encoding.ASCII.GetBytes(stranger.Root.ExportCertificatePem())));

        (int Code, JsonNode Said) Ask(byte[] report, string trust)
        {
            using var said = new StringWriter();
            var code = VerifyTool.Run(["disclosure", Save("report.pdf", report), "--receipt", receipt, "--policy", policy, "--trust", trust, "--json"], said, said);
            return (code, JsonNode.Parse(said.ToString())!);
        }

        foreach (var (report, level) in new[] { (pdf, "PAdES B-LT"), (copy, "PAdES B-LTA") })
        {
            var (code, said) = Ask(report, root);
            Assert.True(code == VerifyTool.Good, said.ToString());
            Assert.Equal((level, "no", "checked", "checked"), (said["level"]!.ToString(), said["revocation"]!.ToString(), said["ledger"]!.ToString(), said["receipt"]!.ToString()));
            Assert.EndsWith("by CN=Test time-stamping", said["stampedAt"]!.ToString(), StringComparison.Ordinal);
        }

        byte[] flipped = [.. pdf[..5_000], (byte)(pdf[5_000] ^ 1), .. pdf[5_001..]];
        foreach (var (report, trust, finding) in new[]
        {
            (flipped, root, "signature.changed"),
            ([.. pdf, .. "% more\n"u8], root, "signature.appended"),
            (copy[..^1], root, "pdf.unreadable"),
            (pdf, other, "signature.untrusted"),
        })
        {
            var (code, said) = Ask(report, trust);
            Assert.Equal(VerifyTool.Bad, code);
            Assert.Contains(finding, said["findings"]!.AsArray().Select(one => one!["code"]!.ToString()));
        }

        using var usage = new StringWriter();
        Assert.Equal(VerifyTool.Usage, VerifyTool.Run(["disclosure", Save("report.pdf", pdf), "--trust", receipt], usage, usage));
    }

    private string Save(string name, byte[] content)
    {
        var path = Path.Combine(app.Directory, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    private async Task Start(X509Certificate2 signer)
    {
        Configure(signer);
        await app.InitializeAsync();
    }

    private void Configure(X509Certificate2 signer)
    {
        var file = Path.Combine(app.Directory, "signing.p12");
        File.WriteAllBytes(file, new X509Certificate2Collection { signer, pki.Issuing, pki.Root }.Export(X509ContentType.Pkcs12, "secret")!);
        app.Settings["CaseDesk__Signing__CertificateFile"] = file;
        app.Settings["CaseDesk__Signing__CertificatePassword"] = "secret";
        app.Settings["CaseDesk__Signing__TimestampUrl"] = pki.Stamps.ToString();
        app.Settings["CaseDesk__Signing__EvidencePatience"] = "00:00:05";
        app.Settings["CaseDesk__Signing__ArchiveSchedule"] = "* * * * * *";
    }

    private async Task<HttpResponseMessage> Release(string number, string manifest, bool? withoutEvidence = null) =>
        await (await app.SignedInAs("custodian")).PostAsJsonAsync($"/api/v1/requests/{number}/disclosure", new { manifestHash = manifest, withoutEvidence });

    private async Task<JsonNode> LastOf(string action) => (await app.Entries()).Last(entry => entry["action"]!.ToString() == action);

    private async Task<JsonNode> Archived(string number)
    {
        for (var i = 0; i < 300; i++)
        {
            if ((await app.Entries()).LastOrDefault(entry => entry["action"]!.ToString() == "disclosure.archive" && entry["object"]!["id"]!.ToString() == number) is { } found) return found;
            await Task.Delay(200);
        }
        throw new TimeoutException($"Request {number} is not archived after a minute.");
    }

    private async Task<string> TheCopyOf(byte[] pdf)
    {
        var name = Convert.ToHexStringLower(SHA256.HashData(pdf)) + ".archive-*.pdf";
        for (var i = 0; i < 50; i++)
        {
            if (Directory.GetFiles(Path.Combine(app.Data, "disclosures"), name, SearchOption.AllDirectories) is [var one]) return one;
            await Task.Delay(100);
        }
        throw new TimeoutException("There is no copy.");
    }
}
