using System.Text.Json;
using LoopWorker.EndToEndTests.Environment;
using LoopWorker.Testing;

namespace LoopWorker.EndToEndTests;

/// <summary>Queues and table as others see them, by the AWS command line.</summary>
public sealed class ForeignClientTests
{
    [Fact(Skip = AwsCli.Missing, SkipType = typeof(AwsCli), SkipUnless = nameof(AwsCli.IsInstalled))]
    public async Task Events_that_another_client_sends_take_effect_where_another_client_reads()
    {
        var deployment = new Deployment(SharedEndpoints.Current);
        await deployment.ProvisionAsync();
        await deployment.SendAsync([
            """{"type":"loop.card.link.v1","data":{"card_fingerprint":"fp1","user_pubkey":"u1","card_last4":"4242"}}""",
        ]);
        var url = (await AwsCli.RunAsync("sqs", "get-queue-url", "--queue-name", deployment.Events))
            .GetProperty("QueueUrl")
            .GetString()!;
        await AwsCli.RunAsync(
            "sqs",
            "send-message",
            "--queue-url",
            url,
            "--message-body",
            $$$"""{"transaction_id":"t1","processor":"square","merchant_id":"m1","amount_cents":1250,"card_fingerprint":"fp1","occurred_at":"{{{EventMessage.AnHourAgo}}}"}""",
            "--message-attributes",
            """{"type":{"DataType":"String","StringValue":"loop.pos.transaction.v1"}}"""
        );
        await AwsCli.RunAsync("sqs", "send-message", "--queue-url", url, "--message-body", "not json");

        await deployment.RunAsync("run", "--until-drained");

        var marker = await AwsCli.RunAsync(
            "dynamodb",
            "get-item",
            "--table-name",
            deployment.Table,
            "--key",
            """{"pk":{"S":"TXN#t1"},"sk":{"S":"PROCESSED"}}"""
        );
        Assert.Equal("12500000000", marker.GetProperty("Item").GetProperty("cred_amount").GetProperty("N").GetString());
        var captures = await AwsCli.RunAsync(
            "dynamodb",
            "query",
            "--table-name",
            deployment.Table,
            "--key-condition-expression",
            "pk = :user and begins_with(sk, :pending)",
            "--expression-attribute-values",
            """{":user":{"S":"USER#u1"},":pending":{"S":"PENDING#"}}"""
        );
        Assert.Equal(1, captures.GetProperty("Count").GetInt32());
        var letter = await ReceiveAsync(deployment.DeadLetters);
        Assert.Equal("not json", letter.GetProperty("Body").GetString());
        var note = letter.GetProperty("MessageAttributes").GetProperty("loop-failure").GetProperty("StringValue");
        Assert.Equal("invalid_json", JsonDocument.Parse(note.GetString()!).RootElement.GetProperty("code").GetString());
    }

    /// <remarks>The hook runs under LocalStack; here its command line is the plain one with the endpoints given.</remarks>
    [Fact(Skip = AwsCli.Missing, SkipType = typeof(AwsCli), SkipUnless = nameof(AwsCli.IsInstalled))]
    public async Task What_the_init_hook_of_LocalStack_makes_is_what_provision_makes()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var awslocal = Path.Combine(folder.FullName, "awslocal");
            await File.WriteAllTextAsync(
                awslocal,
                $"""
                #!/bin/sh
                case $1 in sqs) at={SharedEndpoints.Current.Sqs} ;; *) at={SharedEndpoints.Current.DynamoDb} ;; esac
                exec aws --endpoint-url "$at" "$@"
                """
            );
            await AwsCli.ExecuteAsync("chmod", ["+x", awslocal]);
            var hook = Path.Combine(AppContext.BaseDirectory, "localstack", "init", "ready.d", "10-provision.sh");
            var path = $"{folder.FullName}:{System.Environment.GetEnvironmentVariable("PATH")}";
            await AwsCli.ExecuteAsync("bash", [hook], ("PATH", path));

            var dryRun = await WorkerProgram.RunAsync(SharedEndpoints.Current.Variables, "provision", "--dry-run");
            Assert.Equal((0, "Everything exists already."), (dryRun.ExitCode, dryRun.Output.Trim()));
            var check = await WorkerProgram.RunAsync(SharedEndpoints.Current.Variables, "check");
            Assert.Equal(0, check.ExitCode);
            Assert.DoesNotContain("error", check.Output, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<JsonElement> ReceiveAsync(string queue)
    {
        var url = await AwsCli.RunAsync("sqs", "get-queue-url", "--queue-name", queue);
        var received = await AwsCli.RunAsync(
            "sqs",
            "receive-message",
            "--queue-url",
            url.GetProperty("QueueUrl").GetString()!,
            "--message-attribute-names",
            "All",
            "--wait-time-seconds",
            "5"
        );
        return Assert.Single(received.GetProperty("Messages").EnumerateArray().ToList());
    }
}
