namespace CaseDesk.Pdf.Signing;

/// <summary>One exchange with a machine outside: bounded, and every way to fail is the same exception with words.</summary>
internal static class Fetching
{
    /// <exception cref="EvidenceUnavailable">No answer, not 200, or more than <paramref name="most"/> bytes.</exception>
    public static async Task<byte[]> Read(HttpClient http, HttpRequestMessage message, int most, string who, CancellationToken cancel)
    {
        var address = message.RequestUri;
        // The client's own time-out ends with the headers; a body that trickles must not hold a release either.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(http.Timeout);
        try
        {
            using var answer = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            if (!answer.IsSuccessStatusCode)
                throw new EvidenceUnavailable($"{who} {address} answered with status {(int)answer.StatusCode}.");
            await using var body = await answer.Content.ReadAsStreamAsync(limit.Token);
            using var kept = new MemoryStream();
            var buffer = new byte[1 << 15];
            for (int count; (count = await body.ReadAsync(buffer, limit.Token)) > 0;)
            {
                if (kept.Length + count > most)
                    throw new EvidenceUnavailable($"{who} {address} answered with more than {most} bytes.");
                kept.Write(buffer, 0, count);
            }

            return kept.ToArray();
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException || (fault is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            throw new EvidenceUnavailable($"{who} {address} cannot be reached: {(fault is OperationCanceledException ? "no answer in time" : fault.Message.TrimEnd('.'))}.", fault);
        }
    }
}
