using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using LoopWorker.EndToEndTests.Environment;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using Variable = System.Environment;

namespace LoopWorker.EndToEndTests.Queues;

/// <summary>Errors have the port's names, say what to do, and are tried again only where that can help.</summary>
public sealed class SqsErrorTests
{
    private const int Attempts = 3;

    [Theory]
    [InlineData("QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue", QueueErrors.QueueNotFound)]
    [InlineData("QueueDoesNotExist", null, QueueErrors.QueueNotFound)]
    [InlineData("AccessDeniedException", "AccessDenied", QueueErrors.AccessDenied)]
    [InlineData("AccessDeniedException", null, QueueErrors.AccessDenied)]
    [InlineData("ExpiredTokenException", "ExpiredToken", QueueErrors.CredentialsInvalid)]
    [InlineData("UnrecognizedClientException", "InvalidClientTokenId", QueueErrors.CredentialsInvalid)]
    [InlineData("InvalidSignatureException", "SignatureDoesNotMatch", QueueErrors.CredentialsInvalid)]
    [InlineData("OverLimit", "OverLimit", QueueErrors.OverLimit)]
    [InlineData("ValidationException", "InvalidParameterValue", QueueErrors.InvalidParameter)]
    [InlineData("BatchRequestTooLong", "AWS.SimpleQueueService.BatchRequestTooLong", QueueErrors.BatchTooLong)]
    [InlineData("PurgeQueueInProgress", "AWS.SimpleQueueService.PurgeQueueInProgress", "PurgeQueueInProgress")]
    public async Task What_cannot_be_helped_is_asked_once(string code, string? legacyCode, string expected)
    {
        await using var endpoint = SqsScript.Start(_ => SqsScript.Error(code, legacyCode));
        var failure = await ReceiveAsync(endpoint);
        Assert.Equal(expected, failure.Code);
        Assert.Equal(expected == QueueErrors.OverLimit, failure.IsTransient);
        Assert.Single(endpoint.RequestsOf("ReceiveMessage"));
    }

    [Theory]
    [InlineData("RequestThrottled", 400, QueueErrors.Throttled)]
    [InlineData("ThrottlingException", 400, QueueErrors.Throttled)]
    [InlineData("InternalFailure", 500, QueueErrors.InternalError)]
    [InlineData("ServiceUnavailable", 503, QueueErrors.ServiceUnavailable)]
    public async Task What_may_pass_is_tried_three_times_and_is_transient(string code, int status, string expected)
    {
        await using var endpoint = SqsScript.Start(_ => ScriptedAnswer.Error(code, "why", status));
        var failure = await ReceiveAsync(endpoint);
        Assert.Equal((expected, true), (failure.Code, failure.IsTransient));
        Assert.Equal(Attempts, endpoint.RequestsOf("ReceiveMessage").Count);
    }

    [Fact]
    public async Task A_page_of_a_proxy_is_a_transient_failure()
    {
        await using var endpoint = SqsScript.Start(_ => new ScriptedAnswer("<html>Bad Gateway</html>", 502));
        Assert.True((await ReceiveAsync(endpoint)).IsTransient);
    }

    [Fact]
    public async Task A_page_in_place_of_an_answer_is_a_transient_failure_that_says_so()
    {
        await using var endpoint = SqsScript.Start(_ => new ScriptedAnswer("<html>Welcome</html>"));
        var failure = await ReceiveAsync(endpoint);
        Assert.Equal((QueueErrors.InternalError, true), (failure.Code, failure.IsTransient));
        Assert.Contains("is something between?", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_whose_first_attempts_fail_succeeds()
    {
        var calls = 0;
        await using var endpoint = SqsScript.Start(_ =>
            Interlocked.Increment(ref calls) switch
            {
                1 => ScriptedAnswer.Hangup,
                2 => ScriptedAnswer.Error("RequestThrottled", "why"),
                _ => new ScriptedAnswer("{}"),
            }
        );
        await using var service = SqsEngine.ServiceAt(endpoint.Uri);
        var queue = await service.OpenAsync("q", CancellationToken.None);
        Assert.Empty(await queue.ReceiveAsync(new ReceiveRequest(), CancellationToken.None));
        Assert.Equal(Attempts, endpoint.RequestsOf("ReceiveMessage").Count);
    }

    [Fact]
    public async Task A_connection_that_breaks_is_tried_three_times_and_no_more()
    {
        await using var endpoint = SqsScript.Start(_ => ScriptedAnswer.Hangup);
        var failure = await ReceiveAsync(endpoint);
        Assert.Equal((QueueErrors.Unreachable, true), (failure.Code, failure.IsTransient));
        Assert.Equal(Attempts, endpoint.RequestsOf("ReceiveMessage").Count);
    }

    [Fact]
    public async Task Where_nobody_listens_the_host_is_named()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        await using var service = SqsEngine.ServiceAt(new Uri($"http://localhost:{port}/path"));
        var failure = await Assert.ThrowsAsync<QueueException>(() => service.OpenAsync("q", CancellationToken.None));
        Assert.Equal((QueueErrors.Unreachable, true), (failure.Code, failure.IsTransient));
        Assert.Equal(
            $"sqs:GetQueueUrl on the queue 'q' failed: there is no connection to localhost:{port}, or it broke.",
            failure.Message
        );
    }

    [Theory]
    [InlineData(
        "QueueDoesNotExist",
        "The queue 'q' does not exist in region us-east-1: create it with 'loopworker provision', or correct its name under LoopWorker:Queues."
    )]
    [InlineData(
        "AccessDenied",
        "Access to the queue 'q' in region us-east-1 is denied: allow the worker's role the action sqs:ReceiveMessage on it. SQS says: why"
    )]
    [InlineData(
        "KmsAccessDenied",
        "The key of the queue 'q' in region us-east-1 may not be used: allow kms:Decrypt and kms:GenerateDataKey on it to the role or user that this process runs as, in the role's policy or the key's. SQS says: why"
    )]
    [InlineData(
        "KmsDisabled",
        "The key of the queue 'q' in region us-east-1 is disabled: enable it (aws kms enable-key). SQS says: why"
    )]
    [InlineData(
        "ExpiredToken",
        "SQS in region us-east-1 refuses the AWS credentials (ExpiredToken): renew or correct them."
    )]
    [InlineData("SomethingNew", "sqs:ReceiveMessage on the queue 'q' in region us-east-1 failed (SomethingNew): why")]
    public async Task Messages_name_cause_and_remedy(string code, string expected)
    {
        await using var endpoint = SqsScript.Start(_ => SqsScript.Error(code));
        Assert.Equal(expected, (await ReceiveAsync(endpoint)).Message);
    }

    [Theory]
    [InlineData(
        HttpStatusCode.Forbidden,
        QueueErrors.CredentialsInvalid,
        "The AWS credentials cannot be loaded (AccessDenied: said): correct their source."
    )]
    [InlineData(
        HttpStatusCode.ServiceUnavailable,
        QueueErrors.CredentialsDelayed,
        "sqs:GetQueueUrl on the queue 'q' was not sent: AWS credentials cannot be had for now: the service that gives them fails or throttles (AccessDenied)."
    )]
    public async Task Credentials_that_cannot_be_had_are_told_apart_from_a_queue_that_fails(
        HttpStatusCode status,
        string expected,
        string said
    )
    {
        await using var endpoint = SqsScript.Start(_ => new ScriptedAnswer("{}"));
        await using var service = SqsEngine.ServiceAt(
            endpoint.Uri,
            options => options with { Credentials = new NoCredentials(status) }
        );
        var failure = await Assert.ThrowsAsync<QueueException>(() => service.OpenAsync("q", CancellationToken.None));
        Assert.Equal(expected, failure.Code);
        Assert.Equal(status == HttpStatusCode.ServiceUnavailable, failure.IsTransient);
        Assert.Equal(said, failure.Message);
        Assert.Empty(endpoint.Requests);
    }

    [Fact]
    public async Task An_endpoint_of_the_environment_is_called_though_there_is_a_region_too()
    {
        await using var endpoint = SqsScript.Start(_ => new ScriptedAnswer("{}"));
        // No other test leaves its endpoint to the environment. The SDK keeps the region: it is everyone's.
        Variable.SetEnvironmentVariable("AWS_REGION", Endpoints.Region);
        Variable.SetEnvironmentVariable("AWS_ENDPOINT_URL_SQS", endpoint.Uri.ToString());
        await using var service = SqsEngine.ServiceAt(
            endpoint.Uri,
            options => options with { Endpoint = null, Region = null }
        );
        Variable.SetEnvironmentVariable("AWS_REGION", null);
        Variable.SetEnvironmentVariable("AWS_ENDPOINT_URL_SQS", null);
        await service.OpenAsync("q", CancellationToken.None);
        Assert.Contains("/us-east-1/sqs/", endpoint.Requests[0].Headers["Authorization"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_queue_that_was_made_anew_elsewhere_is_found_again()
    {
        var urls = 0;
        await using var endpoint = new ScriptedEndpoint(request =>
            request.Operation == "GetQueueUrl"
                ? new ScriptedAnswer($$"""{"QueueUrl":"http://queues.example/{{Interlocked.Increment(ref urls)}}/q"}""")
            : request.Body.Contains("/1/q", StringComparison.Ordinal) ? SqsScript.Error("QueueDoesNotExist")
            : new ScriptedAnswer("{}")
        );
        await using var service = SqsEngine.ServiceAt(endpoint.Uri);
        var queue = await service.OpenAsync("q", CancellationToken.None);
        Assert.Empty(await queue.ReceiveAsync(new ReceiveRequest(), CancellationToken.None));
        Assert.Empty(await queue.ReceiveAsync(new ReceiveRequest(), CancellationToken.None));
        Assert.Equal((2, 3), (urls, endpoint.RequestsOf("ReceiveMessage").Count));
    }

    [Fact]
    public async Task An_existing_queue_with_other_settings_is_refused_by_both_values()
    {
        await using var service = SqsEngine.Service();
        var definition = new QueueDefinition($"settings-{Guid.NewGuid():N}");
        await service.CreateAsync(definition, CancellationToken.None);
        var wanted = definition with { Delay = TimeSpan.FromSeconds(5), MaximumMessageBytes = 2048 };
        var refusal = await Assert.ThrowsAsync<QueueException>(() =>
            service.CreateAsync(wanted, CancellationToken.None)
        );
        Assert.Equal(
            $"The queue '{definition.Name}' exists with other settings: DelaySeconds is 00:00:00 and would be 00:00:05; MaximumMessageSize is 1048576 and would be 2048.",
            refusal.Message
        );
    }

    private static async Task<QueueException> ReceiveAsync(ScriptedEndpoint endpoint)
    {
        await using var service = SqsEngine.ServiceAt(endpoint.Uri);
        var queue = await service.OpenAsync("q", CancellationToken.None);
        return await Assert.ThrowsAsync<QueueException>(() =>
            queue.ReceiveAsync(new ReceiveRequest(), CancellationToken.None)
        );
    }

    private sealed class NoCredentials(HttpStatusCode status) : AWSCredentials
    {
        public override ImmutableCredentials GetCredentials() =>
            throw new AmazonClientException(
                "Error calling AssumeRole",
                new AmazonServiceException("said", null, ErrorType.Sender, "AccessDenied", "id", status)
            );
    }
}
