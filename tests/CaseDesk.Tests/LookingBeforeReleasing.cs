using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CaseDesk.Pdf;
using CaseDesk.Verify;

namespace CaseDesk.Tests;

/// <summary>What a custodian looked at is what is signed: not alike, but the same bytes, by a number that others' tools find in the signature.</summary>
public sealed partial class LookingBeforeReleasing(CaseDeskApp app)
{
    [Fact]
    public async Task What_is_signed_is_the_document_that_was_looked_at_byte_for_byte()
    {
        var (number, manifest) = await app.AnExtractedRequest();
        var custodian = await app.SignedInAs("custodian");

        var (hash, looked) = await Look(custodian, number);
        using var released = await Release(custodian, number, manifest, hash);

        Assert.Equal(201, (int)released.StatusCode);
        Assert.Equal(hash, (await released.Json())["documentHash"]!.ToString());
        var signed = await custodian.GetByteArrayAsync(Of(number, "report.pdf"));
        Assert.Equal(looked.Length, signed.Length);
        var (first, second) = Room(signed);
        Assert.Equal(looked[..first], signed[..first]);
        Assert.Equal(looked[second..], signed[second..]);
        Assert.All(looked[(first + 1)..(second - 1)], zero => Assert.Equal((byte)'0', zero));

        Assert.Equal(hash, Convert.ToHexStringLower(SHA256.HashData([.. looked[..first], .. looked[second..]])));
        Assert.Equal(hash, MessageDigest(signed, first, second));
        Assert.Equal(hash, PadesVerifier.Verify(signed).DocumentHash);
        Assert.Equal(hash, JsonNode.Parse(await custodian.GetStringAsync(new Uri($"/api/v1/requests/{number}/disclosure", UriKind.Relative)))!["documentHash"]!.ToString());
        Assert.Equal(hash, ToolSays(signed)["documentHash"]!.ToString());
        var facts = (await app.Entries()).Last(entry => entry["action"]!.ToString() == "disclosure.sign" && entry["object"]!["id"]!.ToString() == number)["facts"]!;
        Assert.Equal((hash, true), (facts["documentHash"]!.ToString(), (bool)facts["previewed"]!));
    }

    [Fact]
    public async Task Openssl_finds_the_hash_in_the_signature()
    {
        if (!Tools.Has("openssl")) Assert.Skip("openssl not found (install openssl).");
        var (number, manifest) = await app.AnExtractedRequest();
        var custodian = await app.SignedInAs("custodian");
        var (hash, _) = await Look(custodian, number);
        using var released = await Release(custodian, number, manifest, hash);
        var signed = await custodian.GetByteArrayAsync(Of(number, "report.pdf"));
        var (first, second) = Room(signed);
        var (cms, covered) = (Path.Combine(app.Directory, number + ".cms"), Path.Combine(app.Directory, number + ".covered"));
        await File.WriteAllBytesAsync(cms, Message(signed, first, second));
        await File.WriteAllBytesAsync(covered, [.. signed[..first], .. signed[second..]]);

        var printed = await Tools.Run("openssl", "cms", "-cmsout", "-print", "-inform", "DER", "-in", cms);
        var verified = await Tools.Run("openssl", "cms", "-verify", "-binary", "-noverify", "-inform", "DER", "-in", cms, "-content", covered, "-out", "/dev/null");

        Assert.Contains(hash, Dump().Replace(printed, "").Replace("\n", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("Verification successful", verified, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_second_look_is_at_the_same_document_and_each_is_recorded()
    {
        var (number, _) = await app.AnExtractedRequest();
        var custodian = await app.SignedInAs("custodian");

        var (hash, bytes) = await Look(custodian, number);
        var (again, same) = await Look(custodian, number);

        Assert.Equal(hash, again);
        Assert.Equal(bytes, same);
        var done = (await app.Entries()).Where(entry => entry["object"]?["id"]?.ToString() == number).Select(entry => entry["action"]!.ToString()).ToList();
        Assert.Equal((1, 1, 2), (done.Count(act => act == "disclosure.prepare"), done.Count(act => act == "disclosure.document"), done.Count(act => act == "disclosure.look")));
    }

    [Theory]
    [InlineData("pdf", 5_000)]
    [InlineData("json", 40)]
    public async Task What_was_changed_in_the_vault_is_not_signed_and_is_made_anew(string ending, int at)
    {
        var (number, manifest) = await app.AnExtractedRequest();
        var custodian = await app.SignedInAs("custodian");
        var (hash, _) = await Look(custodian, number);
        var file = Directory.GetFiles(Path.Combine(app.Data, "disclosures"), "*.document." + ending, SearchOption.AllDirectories).MaxBy(File.GetLastWriteTimeUtc)!;
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[at] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);

        using (var refused = await Release(custodian, number, manifest, hash)) await refused.IsRefused(409, "preview-changed");
        using (var nothing = await custodian.GetAsync(new Uri($"/api/v1/requests/{number}/disclosure", UriKind.Relative))) Assert.Equal(404, (int)nothing.StatusCode);

        var (remade, _) = await Look(custodian, number);
        Assert.NotEqual(hash, remade);
        using var released = await Release(custodian, number, manifest, remade);
        Assert.Equal(201, (int)released.StatusCode);
    }

    [Fact]
    public async Task A_changed_document_is_not_shown_either()
    {
        var (number, _) = await app.AnExtractedRequest();
        var custodian = await app.SignedInAs("custodian");
        var (hash, _) = await Look(custodian, number);
        var file = Directory.GetFiles(Path.Combine(app.Data, "disclosures"), "*.document.pdf", SearchOption.AllDirectories).MaxBy(File.GetLastWriteTimeUtc)!;
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[^9] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);

        using (var refused = await custodian.GetAsync(Of(number, "preview.pdf"))) await refused.IsRefused(409, "preview-changed");
        var (remade, _) = await Look(custodian, number);

        Assert.NotEqual(hash, remade);
    }

    [Fact]
    public async Task After_another_preparation_the_document_that_was_looked_at_is_not_signed()
    {
        var (number, manifest) = await app.AnExtractedRequest();
        var (custodian, lead) = (await app.SignedInAs("custodian"), await app.SignedInAs("lead"));
        var (mine, _) = await Look(custodian, number);
        var (hers, _) = await Look(lead, number);

        Assert.NotEqual(mine, hers);
        using (var refused = await Release(custodian, number, manifest, mine)) await refused.IsRefused(409, "preview-changed");
        using (var notMine = await Release(custodian, number, manifest, hers)) await notMine.IsRefused(409, "preview-changed");
        using (var invented = await Release(lead, number, manifest, new string('0', 64))) await invented.IsRefused(409, "preview-changed");
        using (var otherManifest = await Release(lead, number, new string('0', 64), hers)) await otherManifest.IsRefused(409, "preview-changed");
        using (var none = await Release(lead, number, null, hers)) await none.IsRefused(422, "validation");
        using (var released = await Release(lead, number, manifest, hers)) Assert.Equal(201, (int)released.StatusCode);

        using (var twice = await Release(lead, number, manifest, hers)) await twice.IsRefused(409, "already-decided");
        using (var late = await lead.GetAsync(Of(number, "preview.pdf"))) await late.IsRefused(409, "already-decided");
    }

    [Fact]
    public async Task Who_may_not_release_does_not_see_the_document()
    {
        var (approved, _) = await app.AnExtractedRequest(reviewer: "lead");
        var (unverified, _) = await app.AnExtractedRequest(agency: "Cypress Creek Marshal");
        var early = await app.ARequestWithItsOrder();
        foreach (var (who, number, status, code) in new[]
        {
            ("clerk", approved, 403, "role"), ("reviewer", approved, 403, "role"), ("auditor", approved, 403, "role"), ("lead", approved, 403, "four-eyes"),
            ("custodian", unverified, 409, "agency-unverified"), ("custodian", early, 409, "not-extracted"), ("custodian", "CD-1999-000001", 404, "not-found"),
        })
        {
            using var refused = await (await app.SignedInAs(who)).GetAsync(Of(number, "preview.pdf"));
            await refused.IsRefused(status, code);
        }
    }

    internal static async Task<(string Hash, byte[] Bytes)> Look(HttpClient custodian, string number)
    {
        using var answer = await custodian.GetAsync(Of(number, "preview.pdf"));
        Assert.True((int)answer.StatusCode == 200, await answer.Content.ReadAsStringAsync());
        Assert.Equal("application/pdf", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("no-store", answer.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        var hash = Assert.Single(answer.Headers.GetValues("CaseDesk-Document"));
        Assert.Equal($"\"{hash}\"", answer.Headers.ETag?.ToString());
        return (hash, await answer.Content.ReadAsByteArrayAsync());
    }

    internal static Task<HttpResponseMessage> Release(HttpClient custodian, string number, string? manifestHash, string? documentHash, bool? withoutEvidence = null) =>
        custodian.PostAsJsonAsync($"/api/v1/requests/{number}/disclosure", new { manifestHash, documentHash, withoutEvidence });

    private static Uri Of(string number, string file) => new($"/api/v1/requests/{number}/disclosure/{file}", UriKind.Relative);

    /// <summary>From the opening bracket of the signature to behind the closing one, as the file says it.</summary>
    private static (int First, int Second) Room(byte[] pdf)
    {
        var range = Covered().Match(Encoding.Latin1.GetString(pdf));
        return (int.Parse(range.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), int.Parse(range.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture));
    }

    private static byte[] Message(byte[] pdf, int first, int second)
    {
        var room = Convert.FromHexString(Encoding.Latin1.GetString(pdf[(first + 1)..(second - 1)]));
        System.Formats.Asn1.AsnDecoder.ReadEncodedValue(room, System.Formats.Asn1.AsnEncodingRules.BER, out _, out _, out var length);
        return room[..length];
    }

    private static string MessageDigest(byte[] pdf, int first, int second)
    {
        var cms = new SignedCms();
        cms.Decode(Message(pdf, first, second));
        var digest = Assert.Single(cms.SignerInfos[0].SignedAttributes.Cast<CryptographicAttributeObject>(), attribute => attribute.Oid.Value == "1.2.840.113549.1.9.4");
        return Convert.ToHexStringLower(((Pkcs9MessageDigest)digest.Values[0]).MessageDigest);
    }

    private JsonNode ToolSays(byte[] pdf)
    {
        var file = Path.Combine(app.Directory, Guid.CreateVersion7().ToString("n") + ".pdf");
        File.WriteAllBytes(file, pdf);
        using var said = new StringWriter();
        Assert.Equal(VerifyTool.Good, VerifyTool.Run(["disclosure", file, "--json"], said, said));
        return JsonNode.Parse(said.ToString())!;
    }

    [GeneratedRegex(@"/ByteRange \[0 (\d+) (\d+) ")]
    private static partial Regex Covered();

    // What openssl writes round the bytes of an octet string: where they stand, and as letters behind them.
    [GeneratedRegex(@"^\s*[0-9a-f]{4} - |   .*$|\s", RegexOptions.Multiline)]
    private static partial Regex Dump();
}
