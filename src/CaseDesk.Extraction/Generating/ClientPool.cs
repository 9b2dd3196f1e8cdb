using System.Text;

namespace CaseDesk.Extraction.Generating;

/// <summary>Addresses and user agents that occur together in a real log.</summary>
internal sealed class ClientPool(IReadOnlyList<(string Ip, string UserAgent)> pairs)
{
    private readonly byte[][] ips = [.. pairs.Select(pair => Encoding.UTF8.GetBytes(pair.Ip))];
    private readonly byte[][] agents = [.. pairs.Select(pair => Encoding.UTF8.GetBytes(pair.UserAgent))];

    public int Count => ips.Length;

    public ArraySegment<byte> Ip(int client) => ips[client];

    public ArraySegment<byte> UserAgent(int client) => agents[client];

    public string IpText(int client) => pairs[client].Ip;
}
