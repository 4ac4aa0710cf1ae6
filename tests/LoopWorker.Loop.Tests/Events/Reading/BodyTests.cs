using LoopWorker.Loop.Events.Setup;
using LoopWorker.Messages.Failures;
using LoopWorker.Messages.Reading;
using LoopWorker.Messages.Types.Vaults;

namespace LoopWorker.Loop.Tests.Events.Reading;

public sealed class BodyTests
{
    [Theory]
    [InlineData("", "line 1, byte 1")]
    [InlineData("   ", "line 1, byte 4")]
    [InlineData("{\"a\":\n  secret}", "line 2, byte 3")]
    [InlineData("{} {}", "line 1, byte 4")]
    [InlineData("{\"a\":NaN}", "line 1, byte 6")]
    [InlineData("{\"a\":01}", "line 1, byte 7")]
    [InlineData("{'a':1}", "line 1, byte 2")]
    [InlineData("\uFEFF{}", "line 1, byte 1")]
    [InlineData("{\"a\":1,}", "line 1, byte 8")]
    public void What_is_not_json_is_refused_with_the_position(string body, string position)
    {
        var failure = Samples.Read(body).Failure!;

        Assert.Equal(FailureCodes.InvalidJson, failure.Code);
        Assert.Contains(position, failure.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Half_of_a_surrogate_pair_in_the_body_is_refused_with_the_position()
    {
        var failure = Samples.Read("{\"a\":\"é\uD800\"}").Failure!;

        Assert.Equal(FailureCodes.InvalidJson, failure.Code);
        Assert.Contains("byte 9, half of a surrogate pair", failure.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Deep_nesting_is_refused()
    {
        var body = Samples.Line(VaultYieldMessage.WireName, new string('[', 5000) + new string(']', 5000));

        Assert.Equal(FailureCodes.InvalidJson, Samples.Read(body).Failure!.Code);
    }

    [Fact]
    public void The_limit_of_the_body_is_exact_and_counts_bytes()
    {
        var filled = $$"""{"note":"{{new string('é', 100)}}",{{Samples.Vault[1..]}}""";
        var bytes = System.Text.Encoding.UTF8.GetByteCount(filled);
        Assert.True(bytes > filled.Length);

        Assert.True(ReadUpTo(bytes, filled).Succeeded);
        var failure = ReadUpTo(bytes - 1, filled).Failure!;
        Assert.Equal(FailureCodes.TooLarge, failure.Code);
        Assert.Contains($"{bytes} bytes", failure.Detail, StringComparison.Ordinal);
        Assert.Contains($"{bytes - 1}", failure.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(VaultYieldMessage.WireName)]
    [InlineData("loop.card.link.v1")]
    public void A_body_far_above_the_limit_is_too_large_whatever_it_holds(string type)
    {
        var body = Samples.Line(type, $"\"{new string('é', 300_000)}\"");

        Assert.Equal(FailureCodes.TooLarge, Samples.Read(body).Failure!.Code);
        Assert.False(SetupLineReader.TryRead(body, out _));
    }

    private static ReadResult ReadUpTo(int maximum, string body) =>
        new EventReader(maximum).Read(body, Samples.NoAttributes, VaultYieldMessage.WireName, Samples.Now);
}
