namespace CaseDesk.Verbs;

/// <summary>
/// <c>health URL</c>: 0 where the address answers 200, else 1. The program asks itself, so that its container needs neither shell nor curl.
/// </summary>
internal static class Health
{
    public static async Task<int> Ask(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")) return Help.Show(Console.Error, 2);

        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            using var answer = await client.GetAsync(address);
            Console.Out.WriteLine($"{(int)answer.StatusCode} {answer.ReasonPhrase}");
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException)
        {
            Console.Out.WriteLine($"{address} does not answer: {fault.Message}");
            return 1;
        }
    }
}
