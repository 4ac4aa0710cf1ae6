using System.Text.RegularExpressions;
using LoopWorker.Messages.Failures;
using LoopWorker.Operations.DeadLetters.Letters;
using LoopWorker.Testing.Documents;

namespace LoopWorker.Tests.Documents;

/// <summary>docs/operations.md has what alerts, codes and other pages lead to.</summary>
public sealed partial class RunbookPageTests
{
    private static readonly string[] Parts = ["**See.**", "**Run.**", "**Do.**", "**Then.**", "**Call somebody**"];

    private static readonly Page Runbook = Page.At("docs/operations.md");
    private static readonly Page Alerts = Page.At("docs/alerts.md");

    private static readonly HashSet<string> Anchors = [.. Heading().Matches(Runbook.Text).Select(AnchorOf)];

    private static IEnumerable<string> AlertNames =>
        HeadingsOf(Alerts).Where(name => name.StartsWith("LoopWorker", StringComparison.Ordinal));

    [Fact]
    public void Every_alert_leads_to_a_section() =>
        Assert.All(
            AlertNames,
            alert =>
                Assert.NotEmpty(LinkToRunbook().Matches(Alerts.Section(alert).Text.Split("**Step by step.**").Last()))
        );

    [Fact]
    public void Every_section_that_a_page_leads_to_exists() =>
        Assert.All(
            Page.All.SelectMany(page =>
                    LinkToRunbook().Matches(page.Text).Select(link => (page.Path, Anchor: link.Groups["anchor"].Value))
                )
                .Concat(
                    LinkWithin()
                        .Matches(Runbook.Text)
                        .Select(link => (Runbook.Path, Anchor: link.Groups["anchor"].Value))
                ),
            link => Assert.Contains(link.Anchor, Anchors)
        );

    [Fact]
    public void Every_alert_that_it_names_exists() =>
        Assert.Empty(AlertName().Matches(Runbook.Text).Select(match => match.Value).Except(AlertNames));

    [Fact]
    public void Every_alert_is_named_by_a_section() =>
        Assert.All(AlertNames, alert => Assert.Contains(alert, Runbook.Text, StringComparison.Ordinal));

    [Fact]
    public void Every_code_of_a_dead_letter_has_a_row() =>
        Assert.Equal(
            FailureCodes.All.Append(Letter.MovedBySqs).Order(StringComparer.Ordinal),
            Runbook
                .Section("Dead letters")
                .Text.Split('\n')
                .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
                .SelectMany(line => Code().Matches(line.Split(" | ")[0]).Select(match => match.Groups["code"].Value))
                .Order(StringComparer.Ordinal)
        );

    [Fact]
    public void Every_section_says_what_is_seen_run_done_and_expected_and_when_to_call_somebody() =>
        Assert.All(
            HeadingsOf(Runbook),
            heading =>
                Assert.Equal(
                    Parts,
                    Parts.Where(part => Runbook.Section(heading).Text.Contains($"\n\n{part}", StringComparison.Ordinal))
                )
        );

    private static IEnumerable<string> HeadingsOf(Page page) =>
        page.Text.Split("\n## ").Skip(1).Select(section => section.Split('\n')[0]);

    // As GitHub makes it.
    private static string AnchorOf(Match heading) =>
        Unanchored().Replace(heading.Groups["text"].Value.ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex("^##+ (?<text>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Heading();

    [GeneratedRegex("[^a-z0-9 -]", RegexOptions.None, 5_000)]
    private static partial Regex Unanchored();

    [GeneratedRegex(@"\boperations\.md#(?<anchor>[a-z0-9-]+)", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex LinkToRunbook();

    [GeneratedRegex(@"\]\(#(?<anchor>[a-z0-9-]+)\)", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex LinkWithin();

    [GeneratedRegex(@"\bLoopWorker[A-Z]\w+", RegexOptions.None, 5_000)]
    private static partial Regex AlertName();

    [GeneratedRegex("`(?<code>[a-z_]+)`", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Code();
}
