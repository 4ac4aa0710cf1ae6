using LoopWorker.Tests.Support;

namespace LoopWorker.Tests.Commands;

/// <summary>What operators' commands refuse before they look at anything.</summary>
public sealed class OperatorUsageTests
{
    private const string NoFolder = "in a folder that does not exist: make 'no-such-folder', or name a file elsewhere.";

    [Theory]
    [InlineData("user export ada no-such-folder/a.json", "NEW-FILE is 'no-such-folder/a.json', " + NoFolder)]
    [InlineData("dlq export no-such-folder/l.ndjson", "NEW-FILE is 'no-such-folder/l.ndjson', " + NoFolder)]
    [InlineData("user export ada samples/day.ndjson", "NEW-FILE is 'samples/day.ndjson', which exists")]
    [InlineData(
        "captures settle ada abc",
        "KEY is 'abc': it must be the key of a capture as 'captures list' shows it, the second it was made in as 1 to 19 digits."
    )]
    [InlineData(
        "context patch ada notifications.on_stake=true preferences.notifications.on_stake=true",
        "preferences.notifications.on_stake is given more than once: give each field one value."
    )]
    public async Task Wrong_usage_says_what_is_wrong_and_ends_with_2(string arguments, string expected)
    {
        var result = await CommandLine.RunAsync(arguments.Split(' '));
        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith(expected, result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData("""{"x":"\ud800"}""", 1, "holds no JSON object")]
    [InlineData("[]", 1, "holds no JSON object")]
    [InlineData("""{"x":1}""", 65_537, "of more than 65536 bytes")]
    public async Task An_edit_that_cannot_be_one_or_be_recorded_ends_with_2(string edit, int length, string expected)
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            await File.WriteAllTextAsync(file, edit.PadRight(length));
            var result = await CommandLine.RunAsync("dlq", "replay", "--edit", file);
            Assert.Equal(2, result.ExitCode);
            Assert.StartsWith($"--edit is '{file}', ", result.Error, StringComparison.Ordinal);
            Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
