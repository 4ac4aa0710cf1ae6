using LoopWorker.Testing.Schemas;
using LoopWorker.Tests.Support;

namespace LoopWorker.Tests.Processing;

/// <summary>No purchase by an unlinked card is lost without a word: its line is listed.</summary>
public sealed class UnmatchedLinesTests
{
    private const string Link =
        """{"type":"loop.card.link.v1","data":{"card_fingerprint":"fp2","user_pubkey":"u1","card_last4":"4242"}}""";

    private static readonly string Lines = string.Join(
        '\n',
        Sale("t1", "fp1"),
        Sale("t2", "fp2"),
        Link,
        Sale("t3", "fp2"),
        Sale("t4", "fp3")
    );

    [Theory]
    [InlineData("Ignore", 1, 2, 5)]
    // The link brings the second line back.
    [InlineData("Park", 1, 5)]
    [InlineData("DeadLetter")]
    public async Task The_lines_of_unlinked_cards_are_listed(string policy, params int[] expected)
    {
        var report = CommandSchema.Of("process").Check((await RunAsync(policy, "--json")).Output);
        var unmatched = report.GetProperty("unmatched").EnumerateArray().ToList();
        Assert.Equal(expected, unmatched.Select(entry => entry.GetProperty("line").GetInt32()));
        Assert.Equal(expected.Length, report.GetProperty("totals").GetProperty("unmatched").GetInt32());
    }

    [Fact]
    public async Task The_table_names_them_and_the_setting() =>
        Assert.Contains(
            "Purchases by a card that is not linked: lines 1, 2, 5. LoopWorker:Capture:UnknownCard says what becomes of them.",
            (await RunAsync("Ignore")).Output.ReplaceLineEndings(" ").Replace("  ", " ", StringComparison.Ordinal),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("", 0)]
    [InlineData("no json", 3)]
    public async Task Strict_tells_of_dead_letters_by_the_exit_code(string more, int exitCode) =>
        Assert.Equal(exitCode, (await CommandLine.RunAsync(["process", "-", "--strict"], $"{Lines}\n{more}")).ExitCode);

    [Fact]
    public async Task Strict_fails_if_every_line_is_a_dead_letter()
    {
        Assert.Equal(1, (await CommandLine.RunAsync(["process", "-", "--strict"], "no json\n{}\n")).ExitCode);
        Assert.Equal(0, (await CommandLine.RunAsync(["process", "-"], "no json\n{}\n")).ExitCode);
    }

    private static Task<CommandResult> RunAsync(string policy, params string[] options) =>
        CommandLine.RunAsync(["process", "-", .. options], Lines, null, ("LoopWorker__Capture__UnknownCard", policy));

    private static string Sale(string id, string card) =>
        $$$$"""{"type":"loop.pos.transaction.v1","data":{"transaction_id":"{{{{id}}}}","processor":"square","merchant_id":"m1","amount_cents":1250,"card_fingerprint":"{{{{card}}}}","occurred_at":"2026-01-15T12:00:00Z"}}""";
}
