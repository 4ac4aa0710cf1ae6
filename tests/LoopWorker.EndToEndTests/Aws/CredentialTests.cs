using LoopWorker.EndToEndTests.Environment;
using LoopWorker.EndToEndTests.Permissions;

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

    [Theory]
    [InlineData("provision", "--dry-run")]
    [InlineData("cards", "list", "u1")]
    public async Task A_role_that_is_refused_ends_a_command_with_the_role_and_the_reason(params string[] command)
    {
        await using var sts = new ScriptedEndpoint(_ => Refusal("InvalidIdentityToken"));

        var result = await WorkerProgram.RunAsync(OfPod(sts), command);

        AssertFailed(result, $"The role {Role} may not be assumed with the token in ");
        Assert.Contains("(InvalidIdentityToken: ", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("provision", "--dry-run")]
    [InlineData("cards", "list", "u1")]
    [InlineData("check")]
    public async Task A_web_identity_without_its_token_ends_a_command_with_the_file(params string[] command)
    {
        var result = await WorkerProgram.RunAsync(
            WithoutKeys(("AWS_ROLE_ARN", Role), ("AWS_WEB_IDENTITY_TOKEN_FILE", "/nonexistent")),
            command
        );

        const string File = "The web identity token file '/nonexistent' cannot be read (it does not exist): ";
        if (command[0] == "check")
            Assert.Contains(File, result.Output, StringComparison.Ordinal);
        else
            AssertFailed(result, File);
    }

    [Theory]
    [InlineData("absent")]
    [InlineData("broken")]
    public async Task A_profile_that_cannot_be_used_ends_a_command_with_its_name(string profile)
    {
        var profiles = Write("config", $"[profile broken]\nrole_arn = {Role}\nsource_profile = nobody\n");

        var result = await WorkerProgram.RunAsync(
            WithoutKeys(("AWS_PROFILE", profile), ("AWS_CONFIG_FILE", profiles), ("AWS_EC2_METADATA_DISABLED", "true")),
            "cards",
            "list",
            "u1"
        );

        AssertFailed(result, "The AWS profile ");
        Assert.Contains(profile, result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Throttling", 400)]
    [InlineData("", 503)]
    public async Task A_worker_waits_for_an_STS_that_throttles_or_is_down(string code, int status)
    {
        var deployment = new Deployment(SharedEndpoints.Current);
        await deployment.ProvisionAsync();
        var down = true;
        await using var sts = new ScriptedEndpoint(_ => down ? Refusal(code, status) : OwnAnswer());
        await using var worker = WorkerProgram.Start(OfPod(sts, deployment), "run");

        await worker.SaysAsync("Cannot start yet");
        down = false;
        await worker.SaysAsync("Worker started");

        Assert.Equal(0, (await worker.StopAsync()).ExitCode);
    }

    [Fact]
    public async Task A_worker_whose_STS_throttles_when_credentials_expire_waits_and_goes_on()
    {
        var deployment = new Deployment(SharedEndpoints.Current);
        await deployment.ProvisionAsync();
        var down = false;
        DateTime? expires = null;
        // The first credentials are good for a moment; then there are none for a while.
        await using var sts = new ScriptedEndpoint(_ =>
            down ? Refusal("Throttling") : OwnAnswer(expires ??= DateTime.UtcNow.AddSeconds(15))
        );
        await using var worker = WorkerProgram.Start(OfPod(sts, deployment), "run");
        await worker.SaysAsync("Worker started");

        down = true;
        await worker.SaysAsync("CredentialsDelayed");
        expires = new DateTime(2099, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        down = false;
        await deployment.SendAsync([Lines.Yield("y1", "u1")]);

        await deployment.WaitForMarkersAsync(1);
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

    private static void AssertFailed(CommandResult result, string reason)
    {
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith(reason, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.TrimEnd().Split('\n'));
    }

    private IReadOnlyDictionary<string, string> OfPod(ScriptedEndpoint sts, Deployment? deployment = null) =>
        WithoutKeys(
            deployment ?? new Deployment(SharedEndpoints.Current),
            ("AWS_ROLE_ARN", Role),
            ("AWS_WEB_IDENTITY_TOKEN_FILE", Write("token", "token-of-the-pod")),
            ("AWS_ENDPOINT_URL_STS", sts.Uri.ToString())
        );

    private static ScriptedAnswer Refusal(string code, int status = 400) =>
        new(
            $"""
            <ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>No OpenIDConnect provider found</Message></Error></ErrorResponse>
            """,
            status
        );

    // DynamoDB Local has a database for each access key.
    private static ScriptedAnswer OwnAnswer(DateTime? expires = null) =>
        StsAnswer("AssumeRoleWithWebIdentity", expires, SharedEndpoints.Current.Variables["AWS_ACCESS_KEY_ID"]);

    private static ScriptedAnswer StsAnswer(string action, DateTime? expires = null, string accessKey = AccessKey) =>
        new(
            $"""
            <{action}Response><{action}Result><Credentials><AccessKeyId>{accessKey}</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>
            <SessionToken>{SessionToken}</SessionToken><Expiration>{expires
                ?? new DateTime(
                    2099,
                    1,
                    1,
                    0,
                    0,
                    0,
                    DateTimeKind.Utc
                ):s}Z</Expiration></Credentials></{action}Result></{action}Response>
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
