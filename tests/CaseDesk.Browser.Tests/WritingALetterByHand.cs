using CaseDesk.Pdf;

namespace CaseDesk.Tests;

public sealed class WritingALetterByHand(CaseDeskApp app, Chromium chromium)
{
    [Fact]
    public async Task Reads_it_first_signs_it_and_the_agency_takes_it()
    {
        var number = await app.ARequestWithItsOrder();
        using var decided = await app.Decide("reviewer", number, await app.ADecision("reviewer", number, "refuse"));
        Assert.Equal(200, (int)decided.StatusCode);
        await using var clerk = await chromium.SignedInAs(app, "clerk");

        await clerk.Open($"/requests/{number}");
        await clerk.Follow("Letters to the agency");
        await clerk.SeesHeading("Letters to Springfield Police Department");
        await clerk.Sees("No question about request");
        await clerk.Look("letters-none");
        await clerk.Follow("Refusal, Deutsch");
        await clerk.Sees("In der Prüfung ausgenommen");
        await clerk.Sees("The reviewer’s own words are in it");
        await clerk.Look("letters-preview");
        await clerk.Press("Sign this letter");
        await clerk.Sees("1 letter");
        await clerk.Look("letters-written");
        Assert.True(PadesVerifier.Verify(await clerk.Download("PDF of letter 1")).IsIntact);

        await using var officer = await chromium.SignedInAs(app, "officer@springfield.example");
        await officer.Open($"/requests/{number}");
        await officer.Follow("Letters to your agency");
        await officer.Look("letters-agency");
        Assert.NotEmpty(await officer.Download("Text of letter 1"));
    }
}
