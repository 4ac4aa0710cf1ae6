using LoopWorker.Testing;
using LoopWorker.Testing.Documents;

namespace LoopWorker.Tests.Documents;

/// <summary>Every command that a page shows is run by a test.</summary>
public sealed class CommandRunnerTests
{
    [Fact]
    public void Every_command_of_every_page_is_run_by_a_test() =>
        Assert.Empty(Page.All.SelectMany(page => page.CommandBlocks).SelectMany(CommandRunner.ErrorsOf));

    [Fact]
    public void A_block_with_commands_says_that_it_has_some() =>
        Assert.Empty(
            Page.All.SelectMany(page => page.Blocks)
                .Where(block => block.Language.Length == 0)
                .SelectMany(block => block.Commands.Commands)
                .Where(command => CommandRunner.All.Any(runner => runner.Runs(command)))
                .Select(command => $"{command} (the fence of its block does not say sh)")
        );

    [Fact]
    public void Each_of_these_tests_takes_its_commands_out_of_the_pages_and_finds_some() =>
        Assert.All(
            CommandRunner.All,
            runner =>
            {
                Assert.Contains(
                    $"{nameof(CommandRunner)}.{runner.Name}",
                    File.ReadAllText(Repository.At(runner.Test)),
                    StringComparison.Ordinal
                );
                Assert.NotEmpty(runner.Blocks);
            }
        );

    [Fact]
    public void A_command_that_no_test_runs_is_named_with_its_page_and_line()
    {
        var page = new Page("docs/new.md", "Text.\n\n```sh\n# First:\nhelm list\n\nkubectl get \\\n  pods\n```\n");
        Assert.Equal(
            ["docs/new.md:7: kubectl get \\\n  pods (no test runs it: see CommandRunner)"],
            page.CommandBlocks.SelectMany(CommandRunner.ErrorsOf)
        );
    }

    [Fact]
    public void Commands_that_different_tests_run_do_not_share_a_block()
    {
        var page = new Page(
            "docs/new.md",
            "- Item:\n  ```console\n  helm list\n  aws sts get-caller-identity\n  ```\n"
        );
        Assert.StartsWith(
            "docs/new.md:3: its commands are run by ",
            Assert.Single(page.CommandBlocks.SelectMany(CommandRunner.ErrorsOf)),
            StringComparison.Ordinal
        );
    }
}
