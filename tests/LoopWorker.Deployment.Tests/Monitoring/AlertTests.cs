using System.Text.Json.Nodes;
using LoopWorker.Deployment.Tests.Charts;
using LoopWorker.Testing;

namespace LoopWorker.Deployment.Tests.Monitoring;

public sealed class AlertTests
{
    private static readonly string[] Parts =
    [
        "**What it means.** ",
        "**How to look.** ",
        "**What to do.** ",
        "**When it is over.** ",
    ];

    [Fact]
    public Task Prometheus_takes_the_rules() => Promtool.ApprovesAsync("check", "rules", AlertRules.File);

    [Fact]
    public Task Each_fires_when_it_should_and_not_when_it_should_not() =>
        Promtool.ApprovesAsync("test", "rules", AlertRules.Tests);

    [Fact]
    public async Task For_each_there_is_a_time_at_which_it_fires_and_one_at_which_it_does_not()
    {
        var tried = (await AlertRules.ReadAsync(AlertRules.Tests))["tests"]!
            .AsArray()
            .SelectMany(test => test!["alert_rule_test"]!.AsArray())
            .ToLookup(test => (string)test!["alertname"]!, test => test!["exp_alerts"] is not null);
        var names = (await AlertRules.AllAsync()).Select(AlertRules.NameOf).ToList();
        Assert.Equal(names.Order(), tried.Select(alert => alert.Key).Order());
        Assert.All(names, name => Assert.Equal([false, true], tried[name].Distinct().Order()));
    }

    [Fact]
    public async Task Every_series_and_label_that_they_name_is_one_that_a_worker_has() =>
        Assert.Empty(
            (await AlertRules.AllAsync()).SelectMany(rule =>
                Query.Parse((string)rule["expr"]!).Unknown().Select(name => $"{AlertRules.NameOf(rule)}: {name}")
            )
        );

    [Fact]
    public async Task Each_says_how_urgent_it_is_what_is_wrong_and_where_to_read_on() =>
        Assert.All(
            await AlertRules.AllAsync(),
            rule =>
            {
                Assert.Matches("^(critical|warning)$", rule.At("labels.severity").Text());
                Assert.EndsWith(".", rule.At("annotations.summary").Text(), StringComparison.Ordinal);
                Assert.EndsWith(".", rule.At("annotations.description").Text(), StringComparison.Ordinal);
                var anchor = AlertRules.NameOf(rule).ToLowerInvariant();
                Assert.Equal($"docs/alerts.md#{anchor}", rule.At("annotations.runbook").Text());
            }
        );

    [Fact]
    public async Task The_runbook_has_a_section_for_each_in_their_order_and_no_other()
    {
        var document = await File.ReadAllTextAsync(Repository.At("docs", "alerts.md"));
        var sections = document
            .Split("\n## ")
            .Skip(1)
            .Where(section => section.StartsWith("LoopWorker", StringComparison.Ordinal))
            .ToDictionary(section => section.Split('\n')[0]);
        var rules = await AlertRules.AllAsync();
        Assert.Equal(rules.Select(AlertRules.NameOf), sections.Keys);
        foreach (var rule in rules)
        {
            var section = sections[AlertRules.NameOf(rule)];
            Assert.StartsWith(
                rule.At("labels.severity").Text()!,
                Paragraphs(section)[1],
                StringComparison.OrdinalIgnoreCase
            );
            Assert.Equal(
                Parts,
                Paragraphs(section)
                    .Skip(2)
                    .Select(paragraph =>
                        Parts.FirstOrDefault(part => paragraph.StartsWith(part, StringComparison.Ordinal))
                    )
                    .Where(part => part is not null)
            );
        }
    }

    private static string[] Paragraphs(string section) => section.Split("\n\n");
}
