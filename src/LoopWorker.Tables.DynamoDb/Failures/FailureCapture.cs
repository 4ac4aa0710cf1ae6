using System.Net;
using System.Text.Json;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.DynamoDb.Failures;

/// <summary>
/// Takes the answers that say that a condition does not hold out of the way of the SDK, which would make exceptions of
/// them: a duplicate is nothing exceptional here, and would cost twice as much processor time as a write that succeeds.
/// The SDK sees an empty answer, and the call that expects such a failure finds it in its <see cref="Expectation"/>.
/// </summary>
internal sealed class FailureCapture(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private static readonly AsyncLocal<Expectation?> Current = new();

    /// <summary>From here on, in this call to a table with these keys: a failed condition is no exception.</summary>
    public static Expectation Expect(KeySchema schema) => Current.Value = new Expectation(schema);

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.BadRequest || Current.Value is not { } expectation)
            return response;
        try
        {
            // A copy: the SDK reads the content itself if it is another error.
            expectation.Failure = ConditionFailure.Read(
                await response.Content.ReadAsByteArrayAsync(cancellationToken),
                expectation.Schema
            );
        }
        catch (Exception exception) when (IsOfForm(exception))
        {
            // Not DynamoDB's. The SDK would read some such bodies for ever (an array, a list that is none).
            response.Content = Nothing();
        }
        if (expectation.Failure is null)
            return response;
        response.Dispose();
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = Nothing() };
    }

    private static ByteArrayContent Nothing() => new("{}"u8.ToArray());

    // What JSON of another form brings about.
    private static bool IsOfForm(Exception exception) =>
        exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException;

    /// <summary>What one call finds out.</summary>
    internal sealed class Expectation(KeySchema schema)
    {
        public KeySchema Schema => schema;

        public ConditionFailure? Failure { get; set; }
    }
}
