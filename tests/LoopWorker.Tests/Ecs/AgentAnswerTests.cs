using LoopWorker.Configuration;
using LoopWorker.Ecs;
using LoopWorker.Tests.Support;

namespace LoopWorker.Tests.Ecs;

public sealed class AgentAnswerTests
{
    [Fact]
    public void What_is_asked_is_what_the_agent_takes_which_refuses_members_it_does_not_know()
    {
        Assert.Equal("""{"ProtectionEnabled":true,"ExpiresInMinutes":2880}""", EcsAgent.BodyOf(TimeSpan.FromHours(48)));
        Assert.Equal("""{"ProtectionEnabled":false}""", EcsAgent.BodyOf(null));
    }

    [Theory]
    [InlineData(
        true,
        """{"protection":{"ExpirationDate":"2026-01-15T12:00:00Z","ProtectionEnabled":true,"TaskArn":"arn:aws:ecs:eu-central-1:111122223333:task/c/1"}}"""
    )]
    [InlineData(
        false,
        """{"protection":{"ProtectionEnabled":false,"TaskArn":"arn:aws:ecs:eu-central-1:111122223333:task/c/1"}}"""
    )]
    public void ECS_has_done_as_asked(bool protect, string body) =>
        Assert.Null(AgentAnswer.ReasonOf(200, body, protect));

    [Theory]
    [InlineData(
        200,
        """{"failure":{"Arn":"arn:aws:ecs:eu-central-1:111122223333:task/c/1","Detail":null,"Reason":"DEPLOYMENT_BLOCKED"}}""",
        "DEPLOYMENT_BLOCKED"
    )]
    [InlineData(
        200,
        """{"failure":{"Arn":"arn:aws:ecs:eu-central-1:111122223333:task/c/1","Detail":"It has no service.","Reason":"TASK_NOT_VALID"}}""",
        "TASK_NOT_VALID It has no service."
    )]
    [InlineData(
        400,
        """{"requestID":"12345","error":{"Arn":"arn:aws:ecs:eu-central-1:111122223333:task/c/1","Code":"AccessDeniedException","Message":"Not allowed."}}""",
        "AccessDeniedException: Not allowed."
    )]
    [InlineData(
        504,
        """{"error":{"Arn":"arn:aws:ecs:eu-central-1:111122223333:task/c/1","Code":"RequestCanceled","Message":"Timed out calling ECS Task Protection API"}}""",
        "RequestCanceled: Timed out calling ECS Task Protection API"
    )]
    [InlineData(
        200,
        """{"protection":{"ProtectionEnabled":false,"TaskArn":"arn:aws:ecs:eu-central-1:111122223333:task/c/1"}}""",
        "the task is not protected"
    )]
    [InlineData(429, "", "status 429, no answer of an ECS agent")]
    [InlineData(404, "<html>", "status 404, no answer of an ECS agent")]
    [InlineData(200, "null", "status 200, no answer of an ECS agent")]
    [InlineData(200, "[]", "status 200, no answer of an ECS agent")]
    [InlineData(500, """{"protection":{"ProtectionEnabled":true}}""", "status 500, no answer of an ECS agent")]
    public void ECS_has_not_and_the_reason_is_in_one_of_several_places(int status, string body, string reason) =>
        Assert.Equal(reason, AgentAnswer.ReasonOf(status, body, protect: true));

    [Theory]
    [InlineData("http://169.254.170.2/api/0123", "http://169.254.170.2/api/0123/task-protection/v1/state")]
    [InlineData("http://169.254.170.2/api/0123/", "http://169.254.170.2/api/0123/task-protection/v1/state")]
    public void The_address_is_that_of_the_agent_and_its_path(string agent, string address) =>
        Assert.Equal(new Uri(address), EcsAgent.AddressOf(agent, TimeSpan.FromMinutes(10)));

    [Theory]
    [InlineData(null, "Ecs:TaskProtection is 00:10:00, but ECS_AGENT_URI is not set")]
    [InlineData("", "Ecs:TaskProtection is 00:10:00, but ECS_AGENT_URI is not set")]
    [InlineData("agent", "ECS_AGENT_URI is 'agent'")]
    [InlineData("file:///etc", "ECS_AGENT_URI is 'file:///etc'")]
    public void Where_there_is_no_agent_the_worker_does_not_start(string? agent, string said) =>
        Assert.Contains(
            said,
            Assert.Throws<SettingsException>(() => EcsAgent.AddressOf(agent, TimeSpan.FromMinutes(10))).Message,
            StringComparison.Ordinal
        );
}
