using System.Collections;
using System.Globalization;
using LoopWorker.Configuration;
using Microsoft.Extensions.Configuration;

namespace LoopWorker.Tests.Structure;

public sealed class SettingsDocumentTests
{
    [Fact]
    public void The_document_names_every_setting_with_its_default()
    {
        var documented = Document()
            .ToDictionary(row => row.Setting.Replace(":N:", ":0:", StringComparison.Ordinal), row => row.Default);
        var settings = SettingsLoading.Load(new ConfigurationBuilder().Build());
        var actual = Members("", settings).ToDictionary(member => member.Path, member => member.Value);
        Assert.Equal(actual.Keys.Order(), documented.Keys.Order());
        foreach (var (path, value) in actual)
            if (value is not null)
                Assert.Equal(value, documented[path].Replace(" ", "", StringComparison.Ordinal));
    }

    private static IEnumerable<(string Path, string? Value)> Members(string prefix, object settings)
    {
        foreach (var property in settings.GetType().GetProperties())
        {
            var path = prefix + property.Name;
            var value = property.GetValue(settings);
            if (value is IList { Count: > 0 } list)
                foreach (var member in Members($"{path}:0:", list[0]!))
                    yield return member;
            else if (value is null or string || property.PropertyType.IsValueType)
                yield return (path, Text(value));
            else
                foreach (var member in Members($"{path}:", value))
                    yield return member;
        }
    }

    // Null where the document says in words what holds if nothing is set.
    private static string? Text(object? value) =>
        value switch
        {
            TimeSpan { Milliseconds: > 0 } span => span.ToString(@"hh\:mm\:ss\.fff", CultureInfo.InvariantCulture),
            null or "" => null,
            _ => Convert.ToString(value, CultureInfo.InvariantCulture),
        };

    private static IEnumerable<(string Setting, string Default)> Document() =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "docs", "settings.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Select(cells => (cells[1].Trim('`'), cells[2].Trim('`')));
}
