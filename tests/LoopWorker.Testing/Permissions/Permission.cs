namespace LoopWorker.Testing.Permissions;

/// <summary>An action on a resource: what a policy grants, and what a call demands.</summary>
/// <param name="Action">Such as <c>sqs:SendMessage</c>.</param>
/// <param name="Resource">An ARN, with the placeholders of the policies under docs/deploy/iam.</param>
/// <param name="Via">Of the actions of KMS, the service that uses the key on the caller's behalf (<c>kms:ViaService</c>).</param>
/// <param name="Items">Of a table, the partitions it is about (<c>dynamodb:LeadingKeys</c>), as policies name them; null for any.</param>
public sealed record Permission(string Action, string Resource, string? Via = null, string? Items = null)
{
    public static Permission OnQueue(string action, string queue) =>
        new(action, $"arn:aws:sqs:REGION:ACCOUNT_ID:{queue}");

    public static Permission OnTable(string action, string table, string? items = null) =>
        new(action, $"arn:aws:dynamodb:REGION:ACCOUNT_ID:table/{table}", Items: items);

    public static Permission OnKey(string action, string service) =>
        new(action, "arn:aws:kms:REGION:ACCOUNT_ID:key/KEY_ID", $"{service}.REGION.amazonaws.com");

    public static Permission OnTasks(string action, string cluster) =>
        new(action, $"arn:aws:ecs:REGION:ACCOUNT_ID:task/{cluster}/*");

    public override string ToString() =>
        Via is null
            ? $"{Action} on {Resource.Split(':')[^1]}{(Items is null ? "" : $", items {Items}")}"
            : $"{Action} by {Via.Split('.')[0]}";
}
