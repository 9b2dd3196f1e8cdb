using System.Text.Json;
using System.Text.Json.Serialization;
using CaseDesk.Policy;

namespace CaseDesk.Features.Letters;

/// <summary>The words of one language for the closed lists of the contract, from <c>words.json</c> beside its templates.</summary>
internal sealed record LetterWords
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, AllowDuplicateProperties = false };

    /// <summary>At the head of each page, opposite the provider's name.</summary>
    public required string Header { get; init; }

    /// <summary>At the foot; <c>{page}</c> and <c>{pages}</c> are replaced.</summary>
    public required string PageOf { get; init; }

    /// <summary>Titles of the letters.</summary>
    public required IReadOnlyDictionary<string, string> Kinds { get; init; }

    public required IReadOnlyDictionary<string, string> Instruments { get; init; }

    public required IReadOnlyDictionary<string, string> Issuers { get; init; }

    /// <summary>By outcome, and for what a reviewer took away.</summary>
    public required IReadOnlyDictionary<string, CauseWords> Causes { get; init; }

    /// <exception cref="JsonException">Not the JSON of such words.</exception>
    public static LetterWords Read(string json) => JsonSerializer.Deserialize<LetterWords>(json, Strict) ?? throw new JsonException("The file holds null.");

    /// <summary>Names of the closed lists that have no words, so that none is found to be missing when a letter is due.</summary>
    public IEnumerable<string> Missing()
    {
        var causes = Names.All<Outcome>().Where(name => name is not ("available" or "preserved")).Append(ItemAccount.LeftOut);
        return LetterKind.All.Select(kind => kind.Name).Except(Kinds.Keys).Select(name => "kinds." + name)
            .Concat(Policy.Instruments.All.Where(i => i.Handling == InstrumentHandling.Supported).Select(i => i.Name).Except(Instruments.Keys).Select(name => "instruments." + name))
            .Concat(Policy.Instruments.IssuerKinds.Select(kind => kind.Name).Except(Issuers.Keys).Select(name => "issuers." + name))
            .Concat(causes.Except(Causes.Keys).Select(name => "causes." + name));
    }
}

/// <param name="Heading">In a heading before the name of the data.</param>
/// <param name="Meaning">One sentence.</param>
/// <param name="Remedy">What the agency can do.</param>
internal sealed record CauseWords(string Heading, string Meaning, string Remedy);
