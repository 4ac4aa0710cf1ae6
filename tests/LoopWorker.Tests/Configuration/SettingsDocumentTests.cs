namespace LoopWorker.Tests.Configuration;

public sealed class SettingsDocumentTests
{
    [Fact]
    public void The_document_names_every_setting_with_its_default()
    {
        var documented = Document()
            .ToDictionary(row => row.Setting.Replace(":N:", ":0:", StringComparison.Ordinal), row => row.Default);
        var actual = Declaration
            .Leaves(Declaration.ToJson(Support.Settings.Default()))
            .ToDictionary(leaf => leaf.Path, leaf => Declaration.Text(leaf.Value));
        Assert.Equal(actual.Keys.Order(), documented.Keys.Order());
        foreach (var (path, value) in actual)
            // Where there is no value, the document says in words what holds if nothing is set.
            if (value is not null)
                Assert.Equal((path, value), (path, documented[path]));
    }

    private static IEnumerable<(string Setting, string Default)> Document() =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "docs", "settings.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Select(cells => (cells[1].Trim('`'), cells[2].Trim('`')));
}
