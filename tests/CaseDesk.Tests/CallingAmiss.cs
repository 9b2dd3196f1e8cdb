using System.Net.Http.Json;
using System.Text;

namespace CaseDesk.Tests;

public sealed class CallingAmiss(CaseDeskApp app)
{
    [Fact]
    public async Task A_wrong_type_method_or_address_is_no_matter_of_roles()
    {
        var clerk = await app.SignedInAs("clerk");

        using var text = new StringContent("an order", Encoding.UTF8, "text/plain");
        using var type = await clerk.PostAsync(new Uri("/api/v1/requests", UriKind.Relative), text);
        using var method = await clerk.PutAsJsonAsync("/api/v1/requests", Scenarios.AnOrder());
        using var address = await clerk.GetAsync(new Uri("/api/v1/nothing", UriKind.Relative));

        await type.IsRefused(415, "malformed");
        await method.IsRefused(405, "method");
        await address.IsRefused(404, "not-found");
    }

    [Fact]
    public async Task A_stranger_only_hears_that_she_has_to_sign_in()
    {
        using var stranger = app.Stranger();

        using var method = await stranger.PutAsJsonAsync("/api/v1/requests", Scenarios.AnOrder());
        using var address = await stranger.GetAsync(new Uri("/api/v1/nothing", UriKind.Relative));

        await method.IsRefused(401, "sign-in");
        await address.IsRefused(401, "sign-in");
    }
}
