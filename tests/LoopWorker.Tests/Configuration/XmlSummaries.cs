using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace LoopWorker.Tests.Configuration;

/// <summary>Summaries of the documentation comments, as plain text with code in backticks.</summary>
internal static partial class XmlSummaries
{
    public static string Of(MemberInfo property)
    {
        var type = property.DeclaringType!;
        var file = Path.ChangeExtension(type.Assembly.Location, ".xml");
        var name = $"P:{type.FullName}.{property.Name}";
        var summary = XDocument
            .Load(file)
            .Descendants("member")
            .FirstOrDefault(member => (string?)member.Attribute("name") == name)
            ?.Element("summary");
        Assert.True(summary is not null, $"{type.Name}.{property.Name} has no summary: it describes the setting.");
        return Spaces().Replace(string.Concat(summary.Nodes().Select(Text)), " ").Trim();
    }

    private static string Text(XNode node) =>
        node switch
        {
            XText text => text.Value,
            XElement element when (string?)element.Attribute("cref") is { } reference =>
                $"`{reference[(reference.LastIndexOf('.') + 1)..]}`",
            XElement element => $"`{element.Value}`",
            _ => "",
        };

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Spaces();
}
