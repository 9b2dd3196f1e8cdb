using CaseDesk.Policy;

namespace CaseDesk.Rules.Tests.Policy;

/// <summary>An item may ask in the words of the statute; what they mean is the policy's to say, and nothing is widened.</summary>
public sealed class ReadingWordsOfOrders
{
    [Theory]
    [InlineData("records of session times and durations")]
    [InlineData("Records of session times, and durations")]
    public void Asks_for_what_the_catalogue_says(string words)
    {
        var answers = Courier.Answers(Courier.Request(words, "us-grand-jury-subpoena", "grand-jury"));

        Assert.Equal(Outcome.Available, Assert.Single(answers.About("lookup-log", "time")).Outcome);
        Assert.Equal("18 U.S.C. § 2703(c)(2)(C)", answers.About("lookup-log", "time")[0].Citation);
        Assert.All(answers.About("lookup-log", "ip"), answer => Assert.Equal(Outcome.OutsideOrder, answer.Outcome));
    }

    [Fact]
    public void Does_not_choose_for_the_agency()
    {
        var answer = Assert.Single(Courier.Answers(Courier.Request("Any and all records!")));

        Assert.Equal((Outcome.UnknownSource, "*", "sca.phrase.everything"), (answer.Outcome, answer.Field, answer.Rule));
        Assert.Contains("can mean more than one thing and are not widened: ask for subscriber, identification, traffic or content", answer.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_what_no_process_reaches_with_the_citation()
    {
        var answer = Assert.Single(Courier.Answers(Courier.Request("records going forward", "us-search-warrant", "judge")));

        Assert.Equal(Outcome.InstrumentInsufficient, answer.Outcome);
        Assert.Contains("3121", answer.Citation, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_what_was_never_collected()
    {
        var answer = Assert.Single(Courier.Answers(Courier.Request("telephone toll records")));

        Assert.Equal(Outcome.NeverCollected, answer.Outcome);
        Assert.Contains("Courier carries no telephone calls.", answer.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Finds_the_words_in_the_text_of_an_item()
    {
        const string text = "Provide the name of the subscriber, IP addresses and the  contents of\ncommunications; names and addresses as well.";

        var found = PhraseBook.Read(Courier.Policy, text);

        Assert.Equal(["sca.phrase.name", "sca.phrase.network-address", "sca.phrase.contents", "sca.phrase.address"], found.Select(one => one.Phrase.Id));
        Assert.Equal(["name of the subscriber", "IP addresses", "contents of\ncommunications", "names and addresses"], found.Select(one => text.Substring(one.At, one.Length)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("…")]
    [InlineData("renames and addressed")]
    [InlineData("\ud800")]
    public void Finds_nothing_where_nothing_is(string? text) => Assert.Empty(PhraseBook.Read(Courier.Policy, text));
}
