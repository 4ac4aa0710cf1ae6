using LoopWorker.EndToEndTests.Environment;
using LoopWorker.Testing;
using LoopWorker.Testing.Documents;

namespace LoopWorker.EndToEndTests.Documents;

/// <summary>The documented commands that work on queues and a table, page by page, in one shell as a reader has one.</summary>
public sealed class EmulatorCommandsTests
{
    // What a page calls, as it is called here. A worker that would run on is stopped once it has started.
    private const string Functions = """
        set -euo pipefail
        [ "${BASH_VERSINFO[0]}" -ge 4 ]
        sqs=$AWS_ENDPOINT_URL_SQS dynamodb=$AWS_ENDPOINT_URL_DYNAMODB

        localstack/emulators.sh() {
          case $1 in
            up)
              bash localstack/emulators.sh up --sqs-port "$OWN_SQS_PORT" --dynamodb-port "$OWN_DYNAMODB_PORT" >&2
              trap 'bash localstack/emulators.sh down --sqs-port "$OWN_SQS_PORT" >&2' EXIT
              sqs=http://localhost:$OWN_SQS_PORT dynamodb=http://localhost:$OWN_DYNAMODB_PORT ;;
            down)
              trap - EXIT
              bash localstack/emulators.sh down --sqs-port "$OWN_SQS_PORT" ;;
            *) echo "No test runs 'localstack/emulators.sh $1'." >&2 && return 1 ;;
          esac
        }

        dotnet() {
          if [ "${*:1:4}" = "run --project src/LoopWorker --" ]; then
            loopworker "${@:5}"
          elif [ "${*:1:4}" = "run --project samples/Toolkit --" ]; then
            env AWS_ENDPOINT_URL_DYNAMODB="$dynamodb" dotnet LoopWorker.Samples.Toolkit.dll "${@:5}"
          else
            echo "No test runs 'dotnet $*'." >&2 && return 1
          fi
        }

        loopworker() {
          local variables=(AWS_ENDPOINT_URL_SQS="$sqs" AWS_ENDPOINT_URL_DYNAMODB="$dynamodb")
          if [ "$1" != run ] || [[ " $* " = *" --until-drained "* ]]; then
            env "${variables[@]}" $LOOPWORKER "$@"
            return
          fi
          local log; log=$(mktemp)
          env "${variables[@]}" $LOOPWORKER "$@" 2>"$log" &
          until grep -q "Worker started" "$log"; do
            kill -0 $! || { cat "$log" >&2; return 1; }
            sleep 0.1
          done
          kill -TERM $!
          wait $!
          cat "$log" >&2
        }
        """;

    public static TheoryData<string> Pages =>
        [.. CommandRunner.OnEmulators.Blocks.Select(block => block.Page).Distinct()];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task The_commands_of_a_page_work_one_after_another(string page)
    {
        var blocks = CommandRunner.OnEmulators.Blocks.Where(block => block.Page == page).Select(block => block.Text);
        // Queues and table are there where a page does not begin by making them.
        var deployment = new Deployment(SharedEndpoints.Current);
        await deployment.ProvisionAsync();
        var (sqs, dynamoDb) = (FreePort.Find(), FreePort.Find());

        var said = await WorkerProgram.RunAsync(
            ["bash"],
            deployment.With(
                ("OWN_SQS_PORT", $"{sqs}"),
                ("OWN_DYNAMODB_PORT", $"{dynamoDb}"),
                ("LOOPWORKER", string.Join(' ', WorkerProgram.Command))
            ),
            "-c",
            string.Join('\n', [Functions, .. blocks])
        );

        Assert.True(said.ExitCode == 0, $"{page} ended with {said.ExitCode}:\n{said.Output}\n{said.Error}");
        if (blocks.Any(block => block.Contains("-- send ", StringComparison.Ordinal)))
            Assert.Matches("this worker settled: .*captured [1-9][0-9]{2}", said.Error);
    }
}
