using LoopWorker.EndToEndTests.Environment;

namespace LoopWorker.EndToEndTests.Deploying;

/// <summary>The commands of the pages under docs/deploy, which call AWS itself, before something that stands for it.</summary>
public sealed class DeploymentCommandsTests
{
    private const string ScalingPolicy = "PutScalingPolicy";

    public static TheoryData<string, string, string> Blocks
    {
        get
        {
            var blocks = new TheoryData<string, string, string>();
            void Add(string page, params IEnumerable<string> made)
            {
                foreach (var (block, operations) in BlocksOf(page).Zip(made))
                    blocks.Add(page, operations, block);
            }
            Add(
                "ecs.md",
                "CreateCluster",
                "CreateChangeSet ExecuteChangeSet CreateChangeSet ExecuteChangeSet",
                "CreateLogGroup RegisterTaskDefinition CreateService RegisterScalableTarget",
                ScalingPolicy,
                "RunTask"
            );
            Add("iam/README.md", "PutRolePolicy");
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

    [Theory]
    [InlineData("ecs.md")]
    [InlineData("iam/README.md")]
    public void No_command_of_a_page_is_left_out(string page) =>
        Assert.Equal(
            BlocksOf(page),
            Blocks.Select(block => block.Data).Where(block => block.Item1 == page).Select(block => block.Item3)
        );

    private static IEnumerable<string> BlocksOf(string page) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "deploy", page))
            .Split("```sh\n")
            .Skip(1)
            .Select(block => block.Split("```")[0]);
}
