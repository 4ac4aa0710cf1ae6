using LoopWorker.Testing.Documents;

namespace LoopWorker.Tests.Documents;

/// <summary>Every block of C# that a page shows is quoted from a source.</summary>
public sealed class QuotationTests
{
    [Fact]
    public void All_code_on_all_pages_is_quoted()
    {
        var quotations = Page.All.SelectMany(Quotation.Of).ToList();

        Assert.NotEmpty(quotations);
        Assert.Empty(
            quotations
                .Where(block => !Quotation.IsExact(block))
                .Select(block => $"{block.Commands.Page}:{block.Commands.Line} is in no source.")
        );
    }

    [Theory]
    [InlineData("public void All_code_on_all_pages_is_quoted()\n{\n", true)]
    [InlineData("[Fact]\npublic void All_code_on_all_pages_is_quoted()\n", true)]
    [InlineData("public void All_code_on_all_pages_is_quoted()\n    {\n", false)]
    [InlineData("void All_code_on_all_pages_is_quoted()\n", false)]
    [InlineData("public void All_code_on_some_pages_is_quoted()\n", false)]
    public void Its_lines_are_whole_and_follow_each_other(string code, bool isExact)
    {
        var block = Assert.Single(Quotation.Of(new Page("docs/new.md", $"Text.\n\n```csharp\n{code}```\n")));
        Assert.Equal(isExact, Quotation.IsExact(block));
    }
}
