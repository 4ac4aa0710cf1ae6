namespace LoopWorker.Tables.DynamoDb.Provisioning;

/// <summary>What a table is made of, in DynamoDB's words.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Status"><c>ACTIVE</c>, <c>CREATING</c>, <c>UPDATING</c>, <c>DELETING</c> and others.</param>
/// <param name="Keys">The attributes of its key.</param>
/// <param name="Indexes">Its global secondary indexes.</param>
/// <param name="TimeToLiveAttribute">The attribute that items expire by; null if they do not.</param>
/// <param name="PointInTimeRecovery">Whether it is on; null if it was not asked for, it may not be asked, or the endpoint does not know it (emulators).</param>
/// <param name="BillingMode"><c>PAY_PER_REQUEST</c> or <c>PROVISIONED</c>.</param>
public sealed record TableDescription(
    string Name,
    string Status,
    IReadOnlyList<KeyDescription> Keys,
    IReadOnlyList<IndexDescription> Indexes,
    string? TimeToLiveAttribute,
    bool? PointInTimeRecovery,
    string BillingMode
)
{
    /// <summary>The regions that a global table is replicated in, as far as DynamoDB names them; none for a table of one region.</summary>
    public IReadOnlyList<string> Replicas { get; init; } = [];

    /// <summary>Whether a global table's regions are strongly consistent: there are no transactions then, and no time to live.</summary>
    /// <remarks>Source: Amazon DynamoDB Developer Guide, "Global tables: multi-Region strong consistency".</remarks>
    public bool IsStronglyConsistentAcrossRegions { get; init; }
}

/// <summary>An attribute of a key.</summary>
/// <param name="Attribute">Its name.</param>
/// <param name="Role"><c>HASH</c> or <c>RANGE</c>.</param>
/// <param name="Type"><c>S</c>, <c>N</c> or <c>B</c>.</param>
public sealed record KeyDescription(string Attribute, string Role, string Type);

/// <summary>A global secondary index.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Status"><c>ACTIVE</c>, <c>CREATING</c>, <c>UPDATING</c>, <c>DELETING</c>.</param>
/// <param name="Keys">The attributes of its key.</param>
/// <param name="Projection"><c>ALL</c>, <c>KEYS_ONLY</c> or <c>INCLUDE</c>.</param>
/// <param name="Included">With <c>INCLUDE</c>: the further attributes it holds.</param>
public sealed record IndexDescription(
    string Name,
    string Status,
    IReadOnlyList<KeyDescription> Keys,
    string Projection,
    IReadOnlyList<string> Included
)
{
    /// <summary>The attribute to find items by.</summary>
    public string HashAttribute => Keys.First(key => key.Role == "HASH").Attribute;

    /// <summary>The attribute that orders them; null if none does.</summary>
    public string? SortAttribute => Keys.FirstOrDefault(key => key.Role == "RANGE")?.Attribute;
}
