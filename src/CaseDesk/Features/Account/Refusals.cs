using System.Globalization;
using CaseDesk.Pipeline;
using MediatR;

namespace CaseDesk.Features.Account;

/// <summary>Failures of strangers from one address in one minute.</summary>
public sealed record CountStrangers(string Address, DateTimeOffset Minute, int Count) : ICommand<Nothing>;

internal sealed class CountStrangersHandler(LedgerLine line) : IRequestHandler<CountStrangers, Nothing>
{
    public Task<Nothing> Handle(CountStrangers command, CancellationToken cancel)
    {
        line.Fact("count", command.Count).Fact("minute", command.Minute.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture)).Personal("address", command.Address);
        line.Denied("sign-in");
        return Task.FromResult<Nothing>(default);
    }
}

/// <summary>A signed-in person asked for a route that her roles do not open.</summary>
/// <param name="Route">The route's pattern, never its values.</param>
public sealed record RefuseRoute(string Route) : ICommand<Nothing>;

internal sealed class RefuseRouteHandler(LedgerLine line) : IRequestHandler<RefuseRoute, Nothing>
{
    public Task<Nothing> Handle(RefuseRoute command, CancellationToken cancel)
    {
        line.About("route", command.Route).Denied("role");
        return Task.FromResult<Nothing>(default);
    }
}
