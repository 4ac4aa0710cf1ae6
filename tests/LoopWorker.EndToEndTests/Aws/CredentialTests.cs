using LoopWorker.EndToEndTests.Environment;

namespace LoopWorker.EndToEndTests.Aws;

/// <summary>Credentials that the program gets from another service, and calls that are signed with them.</summary>
public sealed class CredentialTests : IDisposable
{
    private const string Role = "arn:aws:iam::000000000000:role/worker";
    private const string AccessKey = "ASIAOFTHEROLE";
    private const string SessionToken = "session-of-the-role";

    // SHA-1 of the session's name, "company".
    private const string HashOfSession = "71b21161ffa1e6516bcc072aaf5ef38cbe85b511";

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("loopworker-");

    public void Dispose()
    {
        _home.Delete(recursive: true);
    }

    [Fact]
    public async Task A_web_identity_gives_credentials_that_sign_calls()
    {
        await using var sts = new ScriptedEndpoint(_ => StsAnswer("AssumeRoleWithWebIdentity"));

        var calls = await ProvisionAsync(
            ("AWS_ROLE_ARN", Role),
            ("AWS_WEB_IDENTITY_TOKEN_FILE", Write("token", "token-of-the-pod")),
            ("AWS_ENDPOINT_URL_STS", sts.Uri.ToString())
        );

        var asked = sts.Requests[0].Body;
        Assert.Contains("Action=AssumeRoleWithWebIdentity&", asked, StringComparison.Ordinal);
        Assert.Contains($"RoleArn={Uri.EscapeDataString(Role)}", asked, StringComparison.Ordinal);
        Assert.Contains("WebIdentityToken=token-of-the-pod", asked, StringComparison.Ordinal);
        AssertSigned(calls);
    }

    [Fact]
    public async Task A_profile_assumes_its_role_with_the_credentials_of_its_source()
    {
        await using var sts = new ScriptedEndpoint(_ => StsAnswer("AssumeRole"));
        var profiles = Write(
            "config",
            $"""
            [profile worker]
            role_arn = {Role}
            source_profile = person
            region = us-east-1

            [profile person]
            aws_access_key_id = AKIAOFTHEPERSON
            aws_secret_access_key = secret
            """
        );

        var calls = await ProvisionAsync(
            ("AWS_PROFILE", "worker"),
            ("AWS_CONFIG_FILE", profiles),
            ("AWS_ENDPOINT_URL_STS", sts.Uri.ToString())
        );

        Assert.Contains("Action=AssumeRole&", sts.Requests[0].Body, StringComparison.Ordinal);
        Assert.Contains(
            "Credential=AKIAOFTHEPERSON/",
            sts.Requests[0].Headers["Authorization"],
            StringComparison.Ordinal
        );
        AssertSigned(calls);
    }

    [Fact]
    public async Task Whoever_has_signed_in_to_IAM_Identity_Center_gives_credentials_that_sign_calls()
    {
        await using var sso = new ScriptedEndpoint(_ =>
            new(
                $$$"""
                {"roleCredentials":{"accessKeyId":"{{{AccessKey}}}","secretAccessKey":"secret","sessionToken":"{{{SessionToken}}}","expiration":4102444800000}}
                """
            )
        );
        var profiles = Write(
            "config",
            """
            [profile person]
            sso_session = company
            sso_account_id = 000000000000
            sso_role_name = developer
            region = us-east-1

            [sso-session company]
            sso_region = us-east-1
            sso_start_url = https://company.awsapps.example/start
            """
        );
        // As 'aws sso login' leaves it.
        Write(
            Path.Combine(".aws", "sso", "cache", $"{HashOfSession}.json"),
            """
            {"startUrl":"https://company.awsapps.example/start","region":"us-east-1","accessToken":"token-of-the-login","expiresAt":"2099-01-01T00:00:00Z"}
            """
        );

        var calls = await ProvisionAsync(
            ("HOME", _home.FullName),
            ("AWS_PROFILE", "person"),
            ("AWS_CONFIG_FILE", profiles),
            ("AWS_ENDPOINT_URL_SSO", sso.Uri.ToString())
        );

        Assert.Equal("token-of-the-login", sso.Requests[0].Headers["x-amz-sso_bearer_token"]);
        AssertSigned(calls);
    }

    [Fact]
    public async Task A_role_that_is_refused_ends_a_command_with_the_reason()
    {
        await using var sts = new ScriptedEndpoint(_ =>
            new(
                """
                <ErrorResponse><Error><Type>Sender</Type><Code>InvalidIdentityToken</Code><Message>No OpenIDConnect provider found</Message></Error></ErrorResponse>
                """,
                400
            )
        );

        var result = await WorkerProgram.RunAsync(
            WithoutKeys(
                ("AWS_ROLE_ARN", Role),
                ("AWS_WEB_IDENTITY_TOKEN_FILE", Write("token", "token-of-the-pod")),
                ("AWS_ENDPOINT_URL_STS", sts.Uri.ToString())
            ),
            "provision",
            "--dry-run"
        );

        AssertFailed(result);
    }

    [Fact]
    public async Task A_web_identity_without_its_token_ends_a_command_with_the_reason()
    {
        var result = await WorkerProgram.RunAsync(
            WithoutKeys(("AWS_ROLE_ARN", Role), ("AWS_WEB_IDENTITY_TOKEN_FILE", "/nonexistent")),
            "provision",
            "--dry-run"
        );

        AssertFailed(result);
    }

    [Fact]
    public async Task A_worker_waits_for_an_STS_that_is_down()
    {
        var deployment = new Deployment(SharedEndpoints.Current);
        await deployment.ProvisionAsync();
        await using var sts = new ScriptedEndpoint(_ => new("", 503));
        await using var worker = WorkerProgram.Start(
            WithoutKeys(
                deployment,
                ("AWS_ROLE_ARN", Role),
                ("AWS_WEB_IDENTITY_TOKEN_FILE", Write("token", "token-of-the-pod")),
                ("AWS_ENDPOINT_URL_STS", sts.Uri.ToString())
            ),
            "run"
        );

        await worker.SaysAsync("Cannot start yet");

        Assert.Equal(0, (await worker.StopAsync()).ExitCode);
    }

    // What SQS and DynamoDB were asked.
    private static async Task<IReadOnlyList<ScriptedRequest>> ProvisionAsync(
        params IReadOnlyList<(string Name, string? Value)> credentials
    )
    {
        await using var sqs = new ForwardingProxy(SharedEndpoints.Current.Sqs);
        await using var dynamoDb = new ForwardingProxy(SharedEndpoints.Current.DynamoDb);

        var result = await WorkerProgram.RunAsync(
            WithoutKeys([
                ("AWS_ENDPOINT_URL_SQS", sqs.Uri.ToString()),
                ("AWS_ENDPOINT_URL_DYNAMODB", dynamoDb.Uri.ToString()),
                .. credentials,
            ]),
            "provision",
            "--dry-run"
        );

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.NotEmpty(sqs.Requests);
        Assert.NotEmpty(dynamoDb.Requests);
        return [.. sqs.Requests, .. dynamoDb.Requests];
    }

    private static IReadOnlyDictionary<string, string> WithoutKeys(
        params IEnumerable<(string Name, string? Value)> credentials
    ) => WithoutKeys(new Deployment(SharedEndpoints.Current), credentials);

    private static IReadOnlyDictionary<string, string> WithoutKeys(
        Deployment deployment,
        params IEnumerable<(string Name, string? Value)> credentials
    ) => deployment.With([("AWS_ACCESS_KEY_ID", null), ("AWS_SECRET_ACCESS_KEY", null), .. credentials]);

    private static void AssertSigned(IReadOnlyList<ScriptedRequest> calls) =>
        Assert.All(
            calls,
            call =>
            {
                Assert.Contains($"Credential={AccessKey}/", call.Headers["Authorization"], StringComparison.Ordinal);
                Assert.Equal(SessionToken, call.Headers["X-Amz-Security-Token"]);
            }
        );

    private static void AssertFailed(CommandResult result)
    {
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("credentials cannot be loaded", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.Split('\n'));
    }

    private static ScriptedAnswer StsAnswer(string action) =>
        new(
            $"""
            <{action}Response><{action}Result><Credentials><AccessKeyId>{AccessKey}</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>
            <SessionToken>{SessionToken}</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></{action}Result></{action}Response>
            """
        );

    private string Write(string name, string text)
    {
        var path = Path.Combine(_home.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }
}
