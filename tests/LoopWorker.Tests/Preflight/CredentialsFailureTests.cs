using System.Net;
using System.Net.Sockets;
using System.Xml;
using Amazon.Runtime;
using LoopWorker.Aws.Credentials;

namespace LoopWorker.Tests.Preflight;

/// <summary>Credentials that cannot be had are waited for, or their remedy is named: by the types and codes that the SDK throws.</summary>
public sealed class CredentialsFailureTests
{
    private const string Role = "arn:aws:iam::000000000000:role/worker";
    private const string Token = "/var/run/secrets/token";

    private static readonly AssumeRoleWithWebIdentityCredentials WebIdentity = new(Token, Role, "session");

    [Theory]
    [InlineData("Throttling", HttpStatusCode.BadRequest)]
    [InlineData("ThrottlingException", HttpStatusCode.BadRequest)]
    [InlineData("IDPCommunicationError", HttpStatusCode.BadRequest)]
    [InlineData("InternalFailure", HttpStatusCode.InternalServerError)]
    [InlineData("", HttpStatusCode.TooManyRequests)]
    [InlineData("", HttpStatusCode.ServiceUnavailable)]
    public void A_token_service_that_throttles_or_fails_is_waited_for(string code, HttpStatusCode status)
    {
        var failure = CredentialsFailures.Explain(OfSts(code, status), WebIdentity);

        Assert.Equal(CredentialsCause.Delayed, failure.Reason);
        Assert.Contains($"STS, asked for the role {Role}, ", failure.Message, StringComparison.Ordinal);
    }

    public static TheoryData<Exception> Silences =>
        [
            new HttpRequestException("Connection refused", new SocketException()),
            new TaskCanceledException("The request timed out.", new TimeoutException()),
            new OperationCanceledException(),
            new XmlException("Unexpected end of file"),
        ];

    [Theory]
    [MemberData(nameof(Silences))]
    public void A_token_service_that_does_not_answer_is_waited_for(Exception silence) =>
        Assert.Equal(
            CredentialsCause.Delayed,
            CredentialsFailures
                .Explain(new AmazonClientException("Error calling AssumeRole", silence), WebIdentity)
                .Reason
        );

    [Theory]
    [InlineData("AccessDenied", HttpStatusCode.Forbidden)]
    [InlineData("InvalidIdentityToken", HttpStatusCode.BadRequest)]
    [InlineData("ExpiredTokenException", HttpStatusCode.BadRequest)]
    public void A_role_that_may_not_be_assumed_is_named_with_the_token_and_the_remedy(
        string code,
        HttpStatusCode status
    )
    {
        var failure = CredentialsFailures.Explain(OfSts(code, status), WebIdentity);

        Assert.Equal(CredentialsCause.Refused, failure.Reason);
        Assert.Equal(
            $"The role {Role} may not be assumed with the token in '{Token}' ({code}: said): the role's trust policy must allow sts:AssumeRoleWithWebIdentity to the cluster's OIDC provider and this service account.",
            failure.Message
        );
    }

    public static TheoryData<Exception, string> Unreadable =>
        new()
        {
            { new FileNotFoundException("Could not find file"), "it does not exist" },
            { new DirectoryNotFoundException("Could not find a part of the path"), "it does not exist" },
            {
                new UnauthorizedAccessException("denied", new IOException("denied")),
                "no permission, or it is a directory"
            },
        };

    [Theory]
    [MemberData(nameof(Unreadable))]
    public void A_token_file_that_cannot_be_read_is_named(Exception unreadable, string why)
    {
        var failure = CredentialsFailures.Explain(
            new InvalidOperationException("A token could not be loaded from the WebIdentityTokenFile.", unreadable),
            WebIdentity
        );

        Assert.Equal(CredentialsCause.Refused, failure.Reason);
        Assert.StartsWith(
            $"The web identity token file '{Token}' cannot be read ({why}): ",
            failure.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void What_a_container_is_answered_is_waited_for() =>
        // The SDK throws this for every answer of the credentials service, and for none.
        Assert.Equal(
            CredentialsCause.Delayed,
            CredentialsFailures.Explain(new AmazonServiceException("Unable to retrieve credentials."), null).Reason
        );

    [Fact]
    public void An_instance_whose_metadata_service_has_answered_before_waits_for_it() =>
        Assert.Equal(
            CredentialsCause.Delayed,
            CredentialsFailures
                .Explain(
                    new InvalidOperationException("Unable to retrieve token for use in IMDSv2."),
                    new InstanceProfileAWSCredentials("role")
                )
                .Reason
        );

    [Fact]
    public void Without_any_source_the_variables_to_set_are_named_in_one_line()
    {
        var failure = CredentialsFailures.Explain(new AmazonClientException("Failed to ...\n\nException 1 of 4"), null);

        Assert.Equal(CredentialsCause.Missing, failure.Reason);
        Assert.Contains("AWS_ACCESS_KEY_ID", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    private static AmazonClientException OfSts(string code, HttpStatusCode status) =>
        new(
            $"Error calling AssumeRole for role {Role}",
            new AmazonServiceException("said", null, ErrorType.Sender, code, "id", status)
        );
}
