namespace LoopWorker.Testing.Aws;

/// <summary>What local-aws-sqs is translated by: its queues are those of SQS where its protocol is not.</summary>
internal static class LocalAwsSqs
{
    public static ForwardingProxy Before(Uri emulator) => new(emulator) { Around = TranslateAsync };

    private static async Task<ScriptedAnswer> TranslateAsync(ScriptedRequest request, Forward forward)
    {
        // It knows the parameter by its former name alone.
        var answer = await forward(
            request with
            {
                Body = request.Body.Replace(
                    "\"MessageSystemAttributeNames\"",
                    "\"AttributeNames\"",
                    StringComparison.Ordinal
                ),
            }
        );
        // Where SQS answers an empty object, a receive without messages for example, it answers nothing.
        return answer.Body.Length == 0 ? answer with { Body = "{}" } : answer;
    }
}
