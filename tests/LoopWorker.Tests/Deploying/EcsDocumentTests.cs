using System.Text.Json.Nodes;

namespace LoopWorker.Tests.Deploying;

/// <summary>The files for the AWS command line say the same as the template.</summary>
public sealed class EcsDocumentTests
{
    private static readonly Template Service = new(
        "cloudformation/service.json",
        ("Image", "ACCOUNT_ID.dkr.ecr.REGION.amazonaws.com/loopworker:0.1.0"),
        ("Subnets", "SUBNET_ID"),
        ("SecurityGroups", "SECURITY_GROUP_ID")
    );

    [Fact]
    public void The_task_definition_is_that_of_the_template()
    {
        var expected = Service.Properties("TaskDefinition");
        expected["ExecutionRoleArn"] = "arn:aws:iam::ACCOUNT_ID:role/loopworker-execution";
        expected["TaskRoleArn"] = "arn:aws:iam::ACCOUNT_ID:role/loopworker-task";
        AssertSame(Spelled(expected), "ecs/task-definition.json");
    }

    [Fact]
    public void The_service_is_that_of_the_template_with_the_number_of_tasks_to_begin_with()
    {
        var expected = Spelled(Service.Properties("Service"));
        expected["desiredCount"] = "1";
        AssertSame(expected, "ecs/service.json");
    }

    [Fact]
    public void The_limits_of_scaling_are_those_of_the_template() =>
        AssertSame(Service.Properties("ScalableTarget"), "ecs/scalable-target.json");

    [Fact]
    public void What_is_scaled_on_is_that_of_the_template()
    {
        var expected = Service.Properties("ScalingPolicy");
        expected.Remove("ScalingTargetId");
        foreach (var name in (string[])["ServiceNamespace", "ScalableDimension", "ResourceId"])
            expected[name] = Service.Properties("ScalableTarget")[name]!.DeepClone();
        AssertSame(expected, "ecs/scaling-policy.json");
    }

    private static void AssertSame(JsonObject expected, string path) =>
        Assert.Equal(Plain(expected).ToJsonString(), Plain(DeploymentFiles.Json(path)).ToJsonString());

    // ECS's API begins its members with small letters, CloudFormation with capitals.
    private static JsonObject Spelled(JsonObject template) =>
        Map(template, name => char.ToLowerInvariant(name[0]) + name[1..], node => node.DeepClone()).AsObject();

    // Members in order, and all values as text: CloudFormation takes numbers as text too.
    private static JsonNode Plain(JsonNode node) => Map(node, name => name, value => value.ToString());

    private static JsonNode Map(JsonNode node, Func<string, string> name, Func<JsonNode, JsonNode> value) =>
        node switch
        {
            JsonObject members => new JsonObject(
                members
                    .OrderBy(member => member.Key, StringComparer.Ordinal)
                    .Select(member => KeyValuePair.Create(name(member.Key), (JsonNode?)Map(member.Value!, name, value)))
            ),
            JsonArray elements => new JsonArray([.. elements.Select(element => Map(element!, name, value))]),
            _ => value(node),
        };
}
