using System.Globalization;
using CaseDesk.Model.Requests;
using CaseDesk.Policy;

namespace CaseDesk.Features.Requests;

/// <summary>One line of the identifiers field, as understood.</summary>
/// <param name="Line">From 1, as the person counts.</param>
/// <param name="Form">Its type is null where the line was not understood: the validator then refuses it.</param>
/// <param name="Problem">Empty, or what to do about the line.</param>
internal sealed record IdentifierLine(int Line, IdentifierForm Form, string Problem);

/// <summary>
/// Reads identifiers typed or pasted one a line: <c>203.0.113.44:51234</c>, <c>[2001:db8::7f]:443</c>, <c>+1 217 555 0100</c>, <c>a@b.example</c>,
/// or <c>type: value</c>; after an address a space and the time of use. What could be two things is asked back, never guessed:
/// a wrong guess searches for the wrong person.
/// </summary>
internal static class IdentifierLines
{
    /// <summary>One more than a request may have, so that the validator sees that there are too many.</summary>
    private const int MostLines = 1001;

    public static IReadOnlyList<IdentifierLine> Read(string? text)
    {
        List<IdentifierLine> read = [];
        var number = 0;
        foreach (var line in (text ?? "").AsSpan().EnumerateLines())
        {
            number++;
            if (line.Trim() is not { Length: > 0 } full) continue;
            var (form, problem) = ReadLine(full.ToString());
            read.Add(new IdentifierLine(number, form, problem.Length == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"Line {number}: {problem}")));
            if (read.Count == MostLines) break;
        }
        return read;
    }

    /// <summary>The line that <see cref="Read"/> understands as that identifier.</summary>
    public static string Write(SubjectIdentifier identifier)
    {
        var value = identifier.Port is not { } port ? identifier.Value
            : identifier.Value.Contains(':', StringComparison.Ordinal) ? string.Create(CultureInfo.InvariantCulture, $"[{identifier.Value}]:{port}")
            : string.Create(CultureInfo.InvariantCulture, $"{identifier.Value}:{port}");
        return $"{identifier.Type}: {value}" + (identifier.At is { } at ? " " + Instants.Write(at) : "");
    }

    private static (IdentifierForm Form, string Problem) ReadLine(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0 && line[..colon].Trim().ToLowerInvariant() is var type && Instruments.IsIdentifierType(type))
        {
            var value = line[(colon + 1)..].Trim();
            return (type == "ip" ? Address(value) ?? new IdentifierForm { Type = "ip", Value = value } : new IdentifierForm { Type = type, Value = value }, "");
        }

        if (line.Contains('@', StringComparison.Ordinal)) return (new IdentifierForm { Type = "email", Value = line }, "");
        if (line[0] == '+') return (new IdentifierForm { Type = "phone", Value = line }, "");
        return Address(line) is { } address ? (address, "") : (new IdentifierForm { Value = line }, Ask(line));
    }

    private static string Ask(string line)
    {
        var shown = line.Length <= 60 ? line : line[..60] + "…";
        if (line.All(c => char.IsAsciiDigit(c) || c is ' ' or '-' or '(' or ')' or '/')) return $"\"{shown}\" is a phone number without its country code, or something else. Write +1 …, or \"account: …\".";
        return char.IsAsciiHexDigit(line[0]) && line.IndexOfAny(['.', ':']) > 0
            ? $"\"{shown}\" is no IP address. Correct it, or say what it is: \"account: …\", \"device: …\"."
            : $"\"{shown}\" could be an account or a device. Write \"account: …\" or \"device: …\".";
    }

    /// <summary>An IP address with or without port and time of use; null where it is none.</summary>
    private static IdentifierForm? Address(string text)
    {
        string? at = null;
        if (text.IndexOfAny([' ', '\t']) is var space && space > 0)
        {
            at = text[(space + 1)..].Trim();
            if (!TextRules.TryInstant(at, out _)) return null;
            text = text[..space];
        }

        if (IdentifierText.TryNormalise("ip", text, out var plain, out _)) return new IdentifierForm { Type = "ip", Value = plain, At = at };
        var last = text.LastIndexOf(':');
        if (last <= 0 || !ushort.TryParse(text.AsSpan(last + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)) return null;
        var host = text[..last];
        // Without brackets an IPv6 address would swallow its port (RFC 3986, section 3.2.2).
        var bracketed = host.Length > 2 && host[0] == '[' && host[^1] == ']';
        if (bracketed) host = host[1..^1];
        return bracketed == host.Contains(':', StringComparison.Ordinal) && IdentifierText.TryNormalise("ip", host, out var value, out _)
            ? new IdentifierForm { Type = "ip", Value = value, Port = port, At = at }
            : null;
    }
}
