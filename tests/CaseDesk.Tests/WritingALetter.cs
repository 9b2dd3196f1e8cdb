using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CaseDesk.Pdf;

namespace CaseDesk.Tests;

public sealed class WritingALetter(CaseDeskApp app)
{
    private const string Reason = "Item 1 names no crime that these fields are about.";

    [Fact]
    public async Task Acknowledges_the_receipt_and_confirms_the_date_of_a_non_disclosure_order()
    {
        var order = Scenarios.AnOrder();
        order["nonDisclosure"] = new JsonObject { ["until"] = "2027-03-01" };
        order["dueAt"] = "2027-01-15T12:00:00Z";
        var number = await app.RegisterWithItsOrder(order);

        var (text, pdf, row) = await Written("clerk", number, "acknowledgement", "en");
        var (german, _, second) = await Written("clerk", number, "acknowledgement", "de");

        Assert.Contains("until and including 1 March 2027", Folded(text), StringComparison.Ordinal);
        Assert.Contains("bis einschließlich 1. März 2027", Folded(german), StringComparison.Ordinal);
        Assert.Contains("15 January 2027 12:00 UTC", text, StringComparison.Ordinal);
        Assert.Contains("To: Springfield Police Department", text, StringComparison.Ordinal);
        Assert.Contains("SPD-26-10382", text, StringComparison.Ordinal);
        Assert.Contains("Web server access records for the address", Folded(text), StringComparison.Ordinal);
        Assert.Equal((1, 2), (row["letter"]!.GetValue<int>(), second["letter"]!.GetValue<int>()));
        // The subject is named by the agency's own words alone, and nobody inside at all.
        foreach (var kept in new[] { "66.249.73.135", "clerk", "Clerk" }) Assert.DoesNotContain(kept, text + ReadText(pdf), StringComparison.Ordinal);
        Assert.StartsWith("SAMPLE – not evidence\n", text, StringComparison.Ordinal);
        Assert.EndsWith("\nSAMPLE – not evidence\n", text, StringComparison.Ordinal);
        Assert.Contains("SAMPLE", ReadText(pdf), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", "Item 2", "Not reached by this process", "Never disclosed", "Never collected")]
    [InlineData("de", "Punkt 2", "Mit dieser Anordnung nicht erreichbar", "Wird nie herausgegeben", "Nie erhoben")]
    public async Task Every_refused_item_stands_in_it_with_reason_and_citation(string language, string second, params string[] headings)
    {
        var number = await ADecidedRequest(["messages", "access-log.referrer"], ["access-log"]);
        var scope = await Scope(number);

        var (refusal, refusalPdf, _) = await Written("clerk", number, "refusal", language);
        var (narrowing, narrowingPdf, _) = await Written("reviewer", number, "narrowing", language);

        foreach (var text in new[] { refusal, narrowing, ReadText(refusalPdf), ReadText(narrowingPdf) })
        {
            // pdftotext and PdfPig break lines where the page does: words are compared without their spaces.
            var said = Squeezed(text);
            foreach (var refused in scope["items"]![0]!["answers"]!.AsArray().Where(a => a!["rule"]!.ToString() != "order.field.not-wanted"))
            {
                Assert.Contains(Squeezed(refused!["explanation"]!.ToString()), said, StringComparison.Ordinal);
                Assert.Contains(Squeezed(refused["citation"]!.ToString()), said, StringComparison.Ordinal);
            }
            Assert.Contains(Squeezed(second), said, StringComparison.Ordinal);
        }
        foreach (var refused in scope["items"]![1]!["answers"]!.AsArray().Where(a => a!["outcome"]!.ToString() is not ("available" or "outside-order")))
        {
            Assert.Contains(Squeezed(refused!["explanation"]!.ToString()), Squeezed(narrowing), StringComparison.Ordinal);
            Assert.Contains(Squeezed(refused["citation"]!.ToString()), Squeezed(narrowing), StringComparison.Ordinal);
        }
        foreach (var heading in headings) Assert.Contains(heading, narrowing, StringComparison.Ordinal);
        Assert.Contains("An IP address names a connection, not a person", Folded(narrowing), StringComparison.Ordinal);
        // The rules speak; what the reviewer wrote for inside stays inside.
        Assert.DoesNotContain(Reason, Folded(refusal + narrowing), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reviewers_own_refusal_is_given_in_her_words_and_with_the_rule_that_would_have_reached_it()
    {
        var number = await app.ARequestWithItsOrder();
        await Decide(number, [("refuse", null)]);

        var (text, pdf, _) = await Written("custodian", number, "refusal", "en");

        Assert.Contains($"Reason: “{Reason}”", Folded(text), StringComparison.Ordinal);
        Assert.Contains("Taken away in review: Web access log", text, StringComparison.Ordinal);
        Assert.Contains("18 U.S.C. § 2703(c)(1)(B), (d) (sca.2703d.traffic)", Folded(text), StringComparison.Ordinal);
        Assert.Contains(Squeezed(Reason), Squeezed(ReadText(pdf)), StringComparison.Ordinal);
        await Refused("clerk", number, "narrowing", 409, "letter-not-due");
        await Refused("clerk", number, "no-records", 409, "letter-not-due");
    }

    [Fact]
    public async Task A_narrowing_says_what_was_taken_away_and_keeps_fields_with_their_own_periods()
    {
        var number = await app.ARequestWithItsOrder();
        var cut = TimeProvider.System.GetUtcNow().UtcDateTime.Date.AddDays(-2);
        await Decide(number, [("narrow", new JsonObject { ["fields"] = new JsonArray("access-log.ip", "access-log.time"), ["from"] = $"{cut:yyyy-MM-dd}T00:00:00Z" })]);

        var (text, _, _) = await Written("clerk", number, "narrowing", "en");

        var parts = text.Split('\n').Select((line, i) => (line, i)).Where(l => l.line.StartsWith("Taken away in review", StringComparison.Ordinal)).Select(l => Folded(string.Join('\n', text.Split('\n')[l.i..]))).ToList();
        Assert.Equal(2, parts.Count);
        Assert.Contains("Fields: IP address, Time Period:", parts[0], StringComparison.Ordinal);
        Assert.Contains("Fields: Method, Path, Protocol, Status, Bytes sent, User agent Period:", parts[1], StringComparison.Ordinal);
        Assert.Contains($"to before {cut.Day} ", Head(parts[0]), StringComparison.Ordinal);
        Assert.DoesNotContain($"to before {cut.Day} ", Head(parts[1]), StringComparison.Ordinal);
        Assert.Contains($"Reason: “{Reason}”", parts[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task None_found_is_said_of_what_was_searched_and_of_nothing_else()
    {
        var order = Scenarios.AnOrder();
        var item = order["items"]![0]!;
        item["identifiers"]![0]!["value"] = "203.0.113.77";
        var refused = item.DeepClone();
        refused["wants"] = new JsonArray("messages");
        order["items"] = new JsonArray(item.DeepClone(), refused);
        var number = await app.RegisterWithItsOrder(order);
        await Refused("clerk", number, "no-records", 409, "letter-not-due");
        await Decide(number, [("approve", null), ("approve", null)]);
        Assert.Equal(0, (await app.AFinishedExtraction(number))["manifest"]!["result"]!["rowCount"]!.GetValue<long>());

        var (text, pdf, _) = await Written("custodian", number, "no-records", "en");
        var (german, _, _) = await Written("custodian", number, "no-records", "de");

        Assert.Contains("Result: None found", text, StringComparison.Ordinal);
        Assert.Contains("Searched: Web access log", text, StringComparison.Ordinal);
        Assert.Contains("could not be read", Folded(text), StringComparison.Ordinal);
        Assert.Contains("Ergebnis: Nichts gefunden", german, StringComparison.Ordinal);
        // Never collected is another answer, of another letter.
        Assert.DoesNotContain("\nItem 2\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("203.0.113.77", text + ReadText(pdf), StringComparison.Ordinal);
        await Refused("reviewer", number, "no-records", 403, "four-eyes");
    }

    [Fact]
    public async Task What_was_found_bears_no_letter_of_no_records()
    {
        var (number, _) = await app.AnExtractedRequest();

        await Refused("custodian", number, "no-records", 409, "letter-not-due");
    }

    [Fact]
    public async Task What_announces_an_answer_goes_to_a_verified_agency_only()
    {
        var number = await app.ARequestWithItsOrder(agency: "North Haverbrook Marshal");
        await Decide(number, [("approve", null)]);

        var (text, _, _) = await Written("clerk", number, "acknowledgement", "en");

        Assert.Contains("We call your agency back", Folded(text), StringComparison.Ordinal);
        await Refused("clerk", number, "narrowing", 409, "agency-unverified");
    }

    [Fact]
    public async Task An_open_question_is_a_letter_and_none_without_it()
    {
        var number = await app.ARequestWithItsOrder();
        await Refused("clerk", number, "clarification", 409, "letter-not-due");
        using var asked = await (await app.SignedInAs("reviewer")).PostAsJsonAsync($"/api/v1/requests/{number}/clarification", new { items = new[] { 1 }, question = "Which of the two\naddresses?\n\n# Decision\n- Item 1: allowed" }, TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)asked.StatusCode);

        var (text, pdf, _) = await Written("clerk", number, "clarification", "en");

        Assert.Contains("> “Which of the two addresses? # Decision - Item 1: allowed”", text, StringComparison.Ordinal);
        Assert.Contains("Item 1, ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\n# ", text, StringComparison.Ordinal);
        Assert.Contains(Squeezed("Which of the two addresses?"), Squeezed(ReadText(pdf)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hostile_words_stay_words()
    {
        const string Name = "=cmd|' /C calc'!A0 {{ 7 | times: 7 }} <b>Marshal</b>";
        const string Text = "{% include 'x' %} {{ provider }}\n\n# Decision\n- all allowed\nAnswer :: Answered as asked\n! Caveat :: none <script>alert(1)</script> [U+202E]";
        var order = Scenarios.AnOrder();
        (order["agency"], order["reference"]) = (Name, "# R :: {{ x }}");
        order["items"]![0]!["text"] = Text;
        var number = await app.RegisterWithItsOrder(order);
        await Decide(number, [("refuse", null)]);

        var (text, pdf, _) = await Written("clerk", number, "refusal", "en");

        Assert.Contains("To: " + Name, Folded(text), StringComparison.Ordinal);
        Assert.Contains("Your reference: # R :: {{ x }}", text, StringComparison.Ordinal);
        Assert.Contains("“{% include 'x' %} {{ provider }} # Decision - all allowed Answer :: Answered as asked ! Caveat :: none <script>alert(1)</script> [U+005B]U+202E]”", Folded(text.Replace("\n> ", " ", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.DoesNotContain("\nAnswer: Answered as asked", text, StringComparison.Ordinal);
        Assert.DoesNotContain(text.Split('\n'), line => line.StartsWith("# ", StringComparison.Ordinal) || line.StartsWith("- all", StringComparison.Ordinal) || line.StartsWith("! ", StringComparison.Ordinal));
        Assert.Contains(Squeezed("{{ 7 | times: 7 }} <b>Marshal</b>"), Squeezed(ReadText(pdf)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Twice_is_two_letters_and_twice_with_one_key_is_one()
    {
        var number = await app.ARegisteredRequest();
        var clerk = await app.SignedInAs("clerk");
        async Task<HttpResponseMessage> Send(string? key)
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/requests/{number}/letters") { Content = JsonContent.Create(new { kind = "acknowledgement", language = "en" }) };
            if (key is not null) message.Headers.Add("Idempotency-Key", key);
            return await clerk.SendAsync(message);
        }

        using var first = await Send("letter-" + number);
        using var again = await Send("letter-" + number);
        using var other = await Send(null);

        Assert.Equal(201, (int)first.StatusCode);
        Assert.Equal(await first.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), await again.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(2, (await other.Json())["letter"]!.GetValue<int>());
        Assert.Equal($"/api/v1/requests/{number}/letters/1/letter.pdf", first.Headers.Location?.OriginalString);
        var list = await (await clerk.GetAsync(Letters(number), TestContext.Current.CancellationToken)).Json();
        Assert.Equal(2, list["letters"]!.AsArray().Count);
    }

    [Fact]
    public async Task Both_files_are_in_the_ledger_and_the_agency_reads_its_own()
    {
        var number = await app.ARegisteredRequest();
        var (text, pdf, row) = await Written("clerk", number, "acknowledgement", "en");
        var officer = await app.SignedInAs("officer@springfield.example");

        using var list = await officer.GetAsync(Letters(number), TestContext.Current.CancellationToken);
        using var file = await officer.GetAsync(new Uri($"/api/v1/requests/{number}/letters/1/letter.pdf", UriKind.Relative), TestContext.Current.CancellationToken);
        using var elsewhere = await officer.GetAsync(Letters(await app.ARegisteredRequest(agency: "Capital City Police")), TestContext.Current.CancellationToken);
        using var write = await officer.PostAsJsonAsync(Letters(number), new { kind = "acknowledgement", language = "en" }, TestContext.Current.CancellationToken);
        using var audit = await (await app.SignedInAs("auditor")).GetAsync(new Uri($"/api/v1/requests/{number}/letters/1/letter.txt", UriKind.Relative), TestContext.Current.CancellationToken);
        using var none = await officer.GetAsync(new Uri($"/api/v1/requests/{number}/letters/2/letter.pdf", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(pdf, await file.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal("attachment", file.Content.Headers.ContentDisposition?.DispositionType);
        var seen = (await list.Json())["letters"]![0]!;
        Assert.Null(seen["writtenBy"]);
        Assert.Empty((await list.Json())["kinds"]!.AsArray());
        Assert.Equal(404, (int)elsewhere.StatusCode);
        await write.IsRefused(403, "role");
        Assert.Equal(text, await audit.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        await none.IsRefused(404, "not-found");
        Assert.Equal((HashOf(pdf), HashOf(Encoding.UTF8.GetBytes(text))), (row["pdfSha256"]!.ToString(), row["textSha256"]!.ToString()));
        var entry = Assert.Single(await app.Entries(), e => e["action"]!.ToString() == "letter.write" && e["object"]?["id"]?.ToString() == number);
        Assert.Equal("""{"kind":"acknowledgement","language":"en","letter":1,"scopeHash":null}""", entry["facts"]!.ToJsonString());
        Assert.Equal(["file.0", "file.1"], entry["files"]!.AsArray().Select(f => f!["field"]!.ToString()));
    }

    [Fact]
    public async Task Who_names_no_letter_is_told_which_there_are_and_a_withdrawn_request_bears_none()
    {
        var number = await app.ARegisteredRequest();
        var clerk = await app.SignedInAs("clerk");

        using var wrong = await clerk.PostAsJsonAsync(Letters(number), new { kind = "apology", language = "fr" }, TestContext.Current.CancellationToken);
        using var withdrawn = await clerk.PostAsJsonAsync($"/api/v1/requests/{number}/withdrawal", new { reason = "By letter." }, TestContext.Current.CancellationToken);

        var errors = (await wrong.Json())["errors"]!;
        Assert.Contains("acknowledgement, clarification", errors["kind"]![0]!.ToString(), StringComparison.Ordinal);
        Assert.Contains("en, de", errors["language"]![0]!.ToString(), StringComparison.Ordinal);
        await Refused("clerk", number, "acknowledgement", 409, "letter-not-due");
    }

    [Fact]
    public async Task A_letter_that_was_changed_on_the_disk_is_not_handed_out()
    {
        var number = await app.ARegisteredRequest();
        var (text, _, _) = await Written("clerk", number, "acknowledgement", "en");
        var file = Directory.GetFiles(Path.Combine(app.Data, "letters"), "*.txt").Single(f => File.ReadAllText(f) == text);
        await File.WriteAllTextAsync(file, text + "P.S.", TestContext.Current.CancellationToken);

        using var answer = await (await app.SignedInAs("clerk")).GetAsync(new Uri($"/api/v1/requests/{number}/letters/1/letter.txt", UriKind.Relative), TestContext.Current.CancellationToken);

        await answer.IsRefused(500, "result-damaged");
    }

    [Fact]
    public async Task Pdfsig_qpdf_and_pdftotext_agree()
    {
        if (!Tools.Has("pdfsig") || !Tools.Has("qpdf") || !Tools.Has("pdftotext")) Assert.Skip("pdfsig, pdftotext or qpdf not found (install poppler-utils and qpdf).");
        var number = await ADecidedRequest(["messages"], ["access-log"]);
        foreach (var language in new[] { "en", "de" })
        {
            var (text, pdf, _) = await Written("clerk", number, "narrowing", language);
            var file = Path.Combine(app.Directory, $"{number}-{language}.pdf");
            await File.WriteAllBytesAsync(file, pdf, TestContext.Current.CancellationToken);

            var signature = await Tools.Run("pdfsig", file);
            Assert.Contains("Signature is Valid", signature, StringComparison.Ordinal);
            Assert.Contains("Total document signed", signature, StringComparison.Ordinal);
            Assert.Contains("No syntax or stream encoding errors", await Tools.Run("qpdf", "--check", file), StringComparison.Ordinal);
            var said = Squeezed(await Tools.Run("pdftotext", "-layout", file, "-"));
            foreach (var words in new[] { "Messages are end-to-end encrypted; the provider holds no key.", language == "en" ? "What you can do" : "Was Sie tun können", "SAMPLE – not evidence" }) Assert.Contains(Squeezed(words), said, StringComparison.Ordinal);
            Assert.Contains(Squeezed("courier-1, sources.access-log.fields.referrer"), said, StringComparison.Ordinal);
            Assert.Contains($"/Lang ({language})", await Tools.Run("qpdf", "--qdf", "--object-streams=disable", file, "-"), StringComparison.Ordinal);
            _ = text;
        }
    }

    private async Task<string> ADecidedRequest(params string[][] wants)
    {
        var order = Scenarios.AnOrder();
        var item = order["items"]![0]!;
        order["items"] = new JsonArray([.. wants.Select(names =>
        {
            var one = item.DeepClone();
            one["wants"] = new JsonArray([.. names.Select(name => JsonValue.Create(name))]);
            return one;
        })]);
        var number = await app.RegisterWithItsOrder(order);
        await Decide(number, [.. wants.Select(_ => ("approve", (JsonObject?)null))]);
        return number;
    }

    private async Task Decide(string number, IReadOnlyList<(string Decision, JsonObject? With)> items)
    {
        var decisions = items.Select((item, i) =>
        {
            var one = item.With?.DeepClone().AsObject() ?? [];
            (one["item"], one["decision"], one["reason"]) = (i + 1, item.Decision, Reason);
            return one;
        });
        using var answer = await app.Decide("reviewer", number, new JsonObject { ["scopeHash"] = (await Scope(number))["hash"]!.ToString(), ["decisions"] = new JsonArray([.. decisions]) });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private async Task<JsonNode> Scope(string number)
    {
        using var scope = await (await app.SignedInAs("reviewer")).GetAsync(new Uri($"/api/v1/requests/{number}/scope", UriKind.Relative));
        return await scope.Json();
    }

    private async Task<(string Text, byte[] Pdf, JsonNode Row)> Written(string person, string number, string kind, string language)
    {
        var client = await app.SignedInAs(person);
        using var answer = await client.PostAsJsonAsync(Letters(number), new { kind, language });
        Assert.True(201 == (int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
        var row = await answer.Json();
        var pdf = await client.GetByteArrayAsync(new Uri($"/api/v1/requests/{number}/letters/{row["letter"]}/letter.pdf", UriKind.Relative));
        Assert.True(PadesVerifier.Verify(pdf) is { IsIntact: true, CoversWholeFile: true });
        return (await client.GetStringAsync(new Uri($"/api/v1/requests/{number}/letters/{row["letter"]}/letter.txt", UriKind.Relative)), pdf, row);
    }

    private async Task Refused(string person, string number, string kind, int status, string code)
    {
        using var answer = await (await app.SignedInAs(person)).PostAsJsonAsync(Letters(number), new { kind, language = "en" });
        await answer.IsRefused(status, code);
    }

    /// <summary>A part's fields and periods, which stand before its reason.</summary>
    private static string Head(string part) => part[..part.IndexOf("Reason:", StringComparison.Ordinal)];

    private static Uri Letters(string number) => new($"/api/v1/requests/{number}/letters", UriKind.Relative);

    private static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Without the line breaks of the file.</summary>
    private static string Folded(string text) => string.Join(' ', text.Replace("\n! ", "\n", StringComparison.Ordinal).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Squeezed(string text) => string.Concat(text.Replace("\n> ", "\n", StringComparison.Ordinal).Where(c => !char.IsWhiteSpace(c)));

    private static string ReadText(byte[] pdf)
    {
        using var document = UglyToad.PdfPig.PdfDocument.Open(pdf);
        return string.Join('\n', document.GetPages().Select(page => page.Text));
    }
}
