using System.Text.Json;
using System.Text.RegularExpressions;
using LoopWorker.Testing;
using LoopWorker.Testing.Permissions;
using LoopWorker.Tests.Structure;

namespace LoopWorker.Tests.Deploying;

public sealed class DeploymentDocumentTests
{
    private static readonly Regex Placeholder = new(
        @"\b(REGION|[A-Z]+(_[A-Z]+)*_ID)\b",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    );
    private static readonly Regex Action = new(
        "`(sqs|dynamodb|kms):[A-Z]",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    );

    public static TheoryData<string> JsonFiles => [.. DeploymentFiles.Of("json")];

    [Theory]
    [MemberData(nameof(JsonFiles))]
    public void Every_file_is_JSON_and_no_name_stands_in_it_twice(string path)
    {
        using var document = JsonDocument.Parse(
            DeploymentFiles.Text(path),
            new JsonDocumentOptions { AllowDuplicateProperties = false }
        );
        Assert.Equal(JsonValueKind.Object, document.RootElement.ValueKind);
    }

    [Theory]
    [InlineData("iam", "iam/README.md")]
    [InlineData("ecs", "ecs.md")]
    public void The_placeholders_are_those_that_the_page_explains(string folder, string page)
    {
        var used = DeploymentFiles
            .Of("json")
            .Where(path => path.StartsWith($"{folder}/", StringComparison.Ordinal))
            .SelectMany(path => Placeholder.Matches(DeploymentFiles.Text(path)))
            .Select(match => match.Value);
        var explained = DeploymentFiles
            .Text(page)
            .Split('\n')
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .SelectMany(line => Placeholder.Matches(line.Split('|')[1]))
            .Select(match => match.Value);
        Assert.Equal(used.Distinct().Order(StringComparer.Ordinal), explained.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Templates_have_parameters_and_no_placeholders() =>
        Assert.All(
            DeploymentFiles.Of("json").Where(path => path.StartsWith("cloudformation/", StringComparison.Ordinal)),
            path => Assert.Empty(Placeholder.Matches(DeploymentFiles.Text(path)))
        );

    [Fact]
    public void Every_file_is_on_a_page_beside_it()
    {
        var pages = DeploymentFiles.Of("md").Select(DeploymentFiles.Text).ToList();
        Assert.All(
            DeploymentFiles.Of("json"),
            path => Assert.Contains(pages, page => page.Contains(Path.GetFileName(path), StringComparison.Ordinal))
        );
    }

    [Fact]
    public void The_page_on_AWS_names_every_policy_and_no_action_that_could_be_another() =>
        Assert.Multiple(
            () =>
                Assert.All(
                    Policy.Names,
                    name => Assert.Contains($"(deploy/iam/{name}.json)", PageOnAws, StringComparison.Ordinal)
                ),
            () => Assert.Empty(Action.Matches(PageOnAws))
        );

    private static string PageOnAws { get; } = File.ReadAllText(Repository.At("docs", "aws.md"));
}
