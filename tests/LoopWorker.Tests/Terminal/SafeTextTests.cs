using LoopWorker.Terminal;

namespace LoopWorker.Tests.Terminal;

public sealed class SafeTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("Zürich, 東京 🙂 [red]", "Zürich, 東京 🙂 [red]")]
    [InlineData("\u001B[2J", "\\u001B[2J")]
    [InlineData("a\r\nb\t\0", "a\\u000D\\u000Ab\\u0009\\u0000")]
    [InlineData("\u007F\u0085\u009B", "\\u007F\\u0085\\u009B")]
    [InlineData("x\u202Egnp.exe\u2066\u200F\u061C", "x\\u202Egnp.exe\\u2066\\u200F\\u061C")]
    [InlineData("one\u2028two\u2029three", "one\\u2028two\\u2029three")]
    public void What_would_act_on_the_terminal_is_shown_as_its_code(string text, string expected) =>
        Assert.Equal(expected, SafeText.Of(text));

    [Fact]
    public void Half_of_a_surrogate_pair_is_shown_as_its_code()
    {
        Assert.Equal("\\uD83Dx", SafeText.Of("\uD83Dx"));
        Assert.Equal("\\uDE42", SafeText.Of("\uDE42"));
        Assert.Equal("🙂\\uD83D", SafeText.Of("🙂\uD83D"));
    }
}
