namespace LoopWorker.EndToEndTests.Environment;

/// <summary>What no service of AWS answers, but something between may.</summary>
internal static class ForeignAnswers
{
    private static readonly int[] Statuses = [200, 400, 403, 500, 503];

    private static readonly string[] Bodies =
    [
        "",
        "{}",
        "[]",
        "[1,2]",
        """[{"__type":"ValidationException"}]""",
        "\"x\"",
        "1",
        "null",
        "true",
        "{",
        "<html></html>",
        """{"__type":[1]}""",
        """{"__type":{"a":1}}""",
        """{"message":[1,2]}""",
        """{"Item":[1],"Responses":[1],"ConsumedCapacity":[1]}""",
        """{"Item":"x","Responses":1,"ConsumedCapacity":true}""",
        """{"Messages":[1],"Successful":[1],"Failed":"x"}""",
        """{"Messages":[],"Successful":[{"Id":"0"}],"Attributes":{}}""",
    ];

    /// <summary>Each body with each status.</summary>
    public static TheoryData<int, string> ByStatus()
    {
        var answers = new TheoryData<int, string>();
        foreach (var status in Statuses)
        foreach (var body in Bodies)
            answers.Add(status, body);
        return answers;
    }
}
