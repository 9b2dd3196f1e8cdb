using System.Net.Http.Json;
using CaseDesk.Pdf;
using Microsoft.Playwright;

namespace CaseDesk.Tests;

/// <summary>What follows a release: the declaration of a custodian, and the recall of what was wrong.</summary>
public sealed class CertifyingByHand(CaseDeskApp app, Chromium chromium)
{
    [Fact]
    public async Task Drafts_it_for_a_colleague_who_alone_subscribes_and_the_agency_takes_it()
    {
        var number = await AReleasedRequest();
        await using var custodian = await chromium.SignedInAs(app, "custodian");
        await custodian.Open($"/requests/{number}/disclosure");
        await custodian.Follow("Certificate of the custodian of records");
        await custodian.SeesHeading("Certificate of the custodian of records");
        await custodian.Look("certificate-none");
        await custodian.Choose("Who declares", "Robin");
        await custodian.Choose("In which form", "Signed within the United States: 28 U.S.C. § 1746(2)");
        await custodian.Press("Draft the certificate");
        await custodian.SeesHeading("Certificate 1: a draft that nobody has subscribed");
        await custodian.Sees("Only Robin can subscribe or decline it");
        await custodian.SeesNo(AriaRole.Button, "Subscribe this declaration");
        await custodian.Look("certificate-draft-of-another");
        Person.Keep("certificate-draft.pdf", await custodian.Download("PDF of certificate 1"));

        await using var lead = await chromium.SignedInAs(app, "lead");
        await lead.Open($"/requests/{number}/certificate");
        await lead.Sees("I declare under penalty of perjury");
        await lead.Look("certificate-draft");
        await lead.Fill("Your name, as the desk knows it", "robin");
        await lead.Fill("Where you sign", "Springfield, Illinois");
        await lead.Press("Subscribe this declaration");
        await lead.Sees("Type your name exactly as the desk knows it");
        await lead.Look("certificate-wrong-name");
        await lead.Fill("Your name, as the desk knows it", "Robin");
        await lead.Press("Subscribe this declaration");
        await lead.Sees("Subscribed,");
        await lead.Look("certificate-subscribed");

        await using var officer = await chromium.SignedInAs(app, "officer@springfield.example");
        await officer.Open($"/requests/{number}/certificate");
        await officer.Look("certificate-agency");
        var pdf = await officer.Download("PDF of certificate 1");
        Assert.True(PadesVerifier.Verify(pdf).IsIntact);
        Person.Keep("certificate.pdf", pdf);
    }

    [Fact]
    public async Task Declines_with_a_reason_and_the_draft_is_dead()
    {
        var number = await AReleasedRequest();
        await using var custodian = await chromium.SignedInAs(app, "custodian");
        await custodian.Open($"/requests/{number}/certificate");
        await custodian.Choose("In which form", "Foreign records in a civil case, under the law of the country of signing: Rule 902(12)");
        await custodian.Press("Draft the certificate");
        await custodian.Sees("Name the country in which it is signed");
        await custodian.Choose("In which form", "Foreign records in a civil case, under the law of the country of signing: Rule 902(12)");
        await custodian.Fill("Country of signing", "Germany");
        await custodian.Press("Draft the certificate");
        await custodian.Sees("criminal penalty in Germany");
        await custodian.Fill("Or say why you do not declare it", "I sign at home.");
        await custodian.Press("Decline");
        await custodian.Follow("Read certificate 1");
        await custodian.Sees("I sign at home.");
        await custodian.Look("certificate-declined");
    }

    [Fact]
    public async Task Recalls_what_is_wrong_and_the_agency_sees_it_at_once()
    {
        var number = await AReleasedRequest();
        await using var custodian = await chromium.SignedInAs(app, "custodian");
        await custodian.Open($"/requests/{number}/disclosure");
        await custodian.Press("Recall this disclosure");
        await custodian.Sees("Say what is wrong with it");
        await custodian.Fill("What is wrong with it", "Item 1 was searched under a wrong address.");
        await custodian.Press("Recall this disclosure");
        await custodian.SeesHeading("Recalled: do not rely on it");
        await custodian.Look("disclosure-recalled");
        await custodian.Open($"/requests/{number}");
        await custodian.Sees("recalled the disclosure");
        await custodian.Look("request-recalled");

        await using var officer = await chromium.SignedInAs(app, "officer@springfield.example");
        await officer.Open($"/requests/{number}");
        await officer.SeesHeading("The disclosure is recalled: do not rely on it");
        await officer.Look("request-recalled-agency");
        await officer.Follow("What was recalled, and why");
        await officer.SeesHeading("This disclosure is recalled");
        await officer.Sees("Item 1 was searched under a wrong address.");
        await officer.Look("disclosure-recalled-agency");

        var decision = await app.ADecision("reviewer", number, "narrow");
        decision["decisions"]![0]!["fields"] = new System.Text.Json.Nodes.JsonArray("access-log.ip", "access-log.time", "access-log.path");
        using var decided = await app.Decide("reviewer", number, decision);
        _ = await app.AFinishedExtraction(number);
        await custodian.Open($"/requests/{number}/disclosure");
        await custodian.SeesHeading("An earlier disclosure was recalled");
        await custodian.Look("release-after-recall");
        await custodian.Press("Sign and release");
        await custodian.SeesHeading("Version 2 of the disclosure");
        await custodian.Look("disclosure-corrected");
        Person.Keep("report-corrected.pdf", await custodian.Download("report.pdf"));
        await custodian.Open($"/requests/{number}/letters?kind=recall&language=en#preview");
        await custodian.Sees("recalls the disclosure");
        await custodian.Look("letters-recall");
        await custodian.Open($"/requests/{number}/disclosure?edition=1");
        await custodian.Sees("Go to the corrected disclosure");
        await custodian.Look("disclosure-recalled-and-corrected");
    }

    private async Task<string> AReleasedRequest()
    {
        var (number, manifest) = await app.AnExtractedRequest();
        using var released = await (await app.SignedInAs("custodian")).PostAsJsonAsync($"/api/v1/requests/{number}/disclosure", new { manifestHash = manifest });
        Assert.Equal(201, (int)released.StatusCode);
        return number;
    }
}
