using LoopWorker.Operations.DeadLetters.Exporting;
using LoopWorker.Operations.DeadLetters.Replaying;

namespace LoopWorker.Operations.Tests.DeadLetters;

public sealed class FaultyLineTests
{
    private const string Whole = """{"letter_id":"l","code":"c","body":"{}"}""";

    [Theory]
    [InlineData("""{"letter_id":null,"code":"c","body":"{}"}""", "its letter_id is not what an export has there")]
    [InlineData("""{"letter_id":"l","code":"c","body":null}""", "its body is not what an export has there")]
    [InlineData("""{"letter_id":"l","code":"c","body":7}""", "its body is not what an export has there")]
    [InlineData("""{"letter_id":"l","code":"c"}""", "it is no object with letter_id, code and body")]
    [InlineData("""{"letter_id":"l","code":"c","body":"{}","attributes":null}""", "its attributes is not")]
    [InlineData(
        """{"letter_id":"l","code":"c","body":"{}","attributes":{"type":null}}""",
        "its attribute 'type' has neither text nor bytes"
    )]
    [InlineData(
        """{"letter_id":"l","code":"c","body":"{}","attributes":{"type":{"data_type":"String"}}}""",
        "its attribute 'type' has neither text nor bytes"
    )]
    [InlineData(
        """{"letter_id":"l","code":"c","body":"{}","attributes":{"type":{"data_type":null,"text":"x"}}}""",
        "its attributes.type.data_type is not"
    )]
    [InlineData("""{"letter_id":"l","code":"c","body":"\ud800"}""", "")]
    [InlineData("null", "null is no object")]
    [InlineData("[]", "it is no object")]
    [InlineData("{\"letter_id\":", "")]
    [InlineData("letter", "invalid start of a value")]
    public async Task A_line_that_is_no_letter_is_named_with_what_is_wrong(string line, string fault)
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            await File.WriteAllLinesAsync(path, [Whole, "", line], CancellationToken.None);

            var refusal = Assert.Throws<LetterFileException>(() => LetterFile.Read(path));

            Assert.StartsWith($"{path}:3 is no letter of an export (", refusal.Message, StringComparison.Ordinal);
            Assert.Contains(fault, refusal.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("LoopWorker.", refusal.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("System.", refusal.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', refusal.Message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"currency":"EUR","location":{"latitude":null},"tags":["é",1,true]}""")]
    [InlineData("\u007b\"x\":\"\\ud83d\\ude00\"}")]
    public void A_patch_is_an_object_of_text(string text) => Assert.NotNull(MergePatch.Parse(text));

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("""{"x":"\ud800"}""")]
    [InlineData("""{"x":{"y":["\udc00"]}}""")]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""{"x":1,"x":2}""")]
    public void Anything_else_is_no_patch(string text) => Assert.Throws<FormatException>(() => MergePatch.Parse(text));
}
