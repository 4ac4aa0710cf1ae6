using LoopWorker.Queues.Tests.Contract;

namespace LoopWorker.EndToEndTests.Queues.Contract;

// The contracts at the second emulator, which can do much of what the first cannot.

public sealed class LocalAwsSqsSendingTests() : SendingContract(new LocalAwsSqsEngine());

public sealed class LocalAwsSqsReceivingTests() : ReceivingContract(new LocalAwsSqsEngine());

public sealed class LocalAwsSqsVisibilityTests() : VisibilityContract(new LocalAwsSqsEngine());

public sealed class LocalAwsSqsDeletingTests() : DeletingContract(new LocalAwsSqsEngine());

public sealed class LocalAwsSqsRedriveTests() : RedriveContract(new LocalAwsSqsEngine());

public sealed class LocalAwsSqsFifoTests() : FifoContract(new LocalAwsSqsEngine());

public sealed class LocalAwsSqsLimitTests() : LimitContract(new LocalAwsSqsEngine());

public sealed class LocalAwsSqsServiceTests() : ServiceContract(new LocalAwsSqsEngine());

public sealed class LocalAwsSqsChangingTests() : ChangingContract(new LocalAwsSqsEngine());

public sealed class LocalAwsSqsDepthTests() : DepthContract(new LocalAwsSqsEngine());

public sealed class LocalAwsSqsMoveTests() : MoveContract(new LocalAwsSqsEngine());
