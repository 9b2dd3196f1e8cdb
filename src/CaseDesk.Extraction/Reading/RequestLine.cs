using CaseDesk.Policy;

namespace CaseDesk.Extraction.Reading;

/// <summary>
/// Slices of request lines and URLs. What cannot be told apart from a query is not given out as a path: a line or URL that is not exactly of the grammar has
/// no slices at all.
/// </summary>
internal static class RequestLine
{
    /// <summary>The slice, or null where there is none.</summary>
    /// <param name="parameter">Name of the query parameter, where the derivation is about one.</param>
    public static string? Derive(string text, Derivation derivation, string? parameter) => derivation switch
    {
        Derivation.RequestMethod => TrySplit(text, out var line) ? text[line.Method] : null,
        Derivation.RequestProtocol => TrySplit(text, out var line) ? text[line.Version] : null,
        Derivation.RequestPath => TrySplit(text, out var line) ? Path(text[line.Target]) : null,
        Derivation.RequestQuery => TrySplit(text, out var line) ? Query(text[line.Target]) : null,
        Derivation.RequestParameter => TrySplit(text, out var line) ? Parameter(text[line.Target], parameter) : null,
        Derivation.UrlPath => IsUrl(text) ? Path(AfterAuthority(text)) : null,
        Derivation.UrlQuery => IsUrl(text) ? Query(AfterAuthority(text)) : null,
        Derivation.UrlParameter => IsUrl(text) ? Parameter(AfterAuthority(text), parameter) : null,
        Derivation.UrlHost => IsUrl(text) ? Host(text) : null,
        _ => null,
    };

    /// <summary>RFC 9112, 3: method SP request-target SP HTTP-version.</summary>
    public static bool TrySplit(ReadOnlySpan<char> line, out (Range Method, Range Target, Range Version) parts)
    {
        var first = line.IndexOf(' ');
        var last = line.LastIndexOf(' ');
        parts = default;
        if (first <= 0 || last <= first + 1 || !IsToken(line[..first]) || !IsVersion(line[(last + 1)..]))
            return false;
        parts = (..first, (first + 1)..last, (last + 1)..);
        return true;
    }

    private static string Path(ReadOnlySpan<char> target)
    {
        var end = target.IndexOfAny('?', '#');
        return (end < 0 ? target : target[..end]).ToString();
    }

    private static string? Query(ReadOnlySpan<char> target)
    {
        // RFC 3986, 3.4: a fragment ends it, and a question mark inside the fragment begins none.
        var fragment = target.IndexOf('#');
        var whole = fragment < 0 ? target : target[..fragment];
        var mark = whole.IndexOf('?');
        return mark < 0 ? null : whole[(mark + 1)..].ToString();
    }

    private static string? Parameter(string target, string? name)
    {
        if (Query(target) is not { } query || name is null)
            return null;
        foreach (var pair in query.Split('&'))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals >= 0 && pair.AsSpan(0, equals).SequenceEqual(name))
                return pair[(equals + 1)..];
        }

        return null;
    }

    // RFC 3986: an absolute URL with an authority, or a path. Spaces and controls are in neither.
    private static bool IsUrl(string text)
    {
        foreach (var c in text)
        {
            if (c <= ' ' || c == '\u007f')
                return false;
        }

        return text.StartsWith('/') || Scheme(text) > 0;
    }

    private static int Scheme(string text)
    {
        var at = text.IndexOf("://", StringComparison.Ordinal);
        if (at <= 0 || !char.IsAsciiLetter(text[0]))
            return 0;
        for (var i = 1; i < at; i++)
        {
            if (!char.IsAsciiLetterOrDigit(text[i]) && text[i] is not ('+' or '-' or '.'))
                return 0;
        }

        return at;
    }

    private static string AfterAuthority(string url)
    {
        if (url.StartsWith('/'))
            return url;
        var from = Scheme(url) + 3;
        var end = url.IndexOfAny(['/', '?', '#'], from);
        return end < 0 ? "" : url[end..];
    }

    private static string? Host(string url)
    {
        if (url.StartsWith('/'))
            return null;
        var from = Scheme(url) + 3;
        var end = url.IndexOfAny(['/', '?', '#'], from);
        var authority = end < 0 ? url[from..] : url[from..end];
        // User information can hold a password.
        var host = authority[(authority.LastIndexOf('@') + 1)..];
        var close = host.LastIndexOf(']');
        var port = host.IndexOf(':', Math.Max(0, close));
        return port < 0 ? host : host[..port];
    }

    private static bool IsVersion(ReadOnlySpan<char> text) =>
        text.Length is 6 or 8 && text.StartsWith("HTTP/") && char.IsAsciiDigit(text[5]) && (text.Length == 6 || text[6] == '.' && char.IsAsciiDigit(text[7]));

    // RFC 9110, 5.6.2
    private static bool IsToken(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && "!#$%&'*+-.^_`|~".IndexOf(c, StringComparison.Ordinal) < 0)
                return false;
        }

        return true;
    }
}
