using LoopWorker.EndToEndTests.Environment;
using LoopWorker.Testing.Documents;

namespace LoopWorker.EndToEndTests.Deploying;

/// <summary>The commands of the pages under docs/deploy, which call AWS itself, before something that stands for it.</summary>
public sealed class DeploymentCommandsTests
{
    private const string ScalingPolicy = "PutScalingPolicy";

    // What the blocks of a page make, one after another.
    private static readonly (string Page, string[] Made)[] Expected =
    [
        (
            "docs/deploy/ecs.md",
            [
                "CreateCluster",
                "CreateChangeSet ExecuteChangeSet CreateChangeSet ExecuteChangeSet",
                "CreateLogGroup RegisterTaskDefinition CreateService RegisterScalableTarget",
                ScalingPolicy,
                "RunTask",
            ]
        ),
        ("docs/deploy/iam/README.md", ["PutRolePolicy"]),
    ];

    public static TheoryData<string, string, string> Blocks
    {
        get
        {
            var blocks = new TheoryData<string, string, string>();
            foreach (var (page, made) in Expected)
            foreach (var (block, operations) in BlocksOf(page).Zip(made))
                blocks.Add(page, operations, block);
            return blocks;
        }
    }

    [Theory(Skip = AwsCli.Missing, SkipType = typeof(AwsCli), SkipUnless = nameof(AwsCli.IsInstalled))]
    [MemberData(nameof(Blocks))]
    public async Task The_commands_of_a_page_are_well_formed_and_make_what_it_says(
        string page,
        string made,
        string commands
    )
    {
        Assert.SkipWhen(
            made == ScalingPolicy && !AwsCli.KnowsMetricMath,
            $"The AWS command line is older than {page} asks for."
        );
        await using var aws = new AwsControlPlane();
        await AwsCli.ExecuteAsync(
            "bash",
            [
                "-euc",
                $"cd '{AppContext.BaseDirectory}'\naws() {{ command aws --endpoint-url {aws.Uri} \"$@\"; }}\n{commands}",
            ]
        );
        Assert.Equal(made, string.Join(' ', aws.Made));
    }

    [Fact]
    public void No_command_of_a_page_is_left_out() =>
        Assert.Equal(CommandRunner.OnAws.Blocks.Select(block => block.Text), Blocks.Select(block => block.Data.Item3));

    private static IEnumerable<string> BlocksOf(string page) =>
        CommandRunner.OnAws.Blocks.Where(block => block.Page == page).Select(block => block.Text);
}
