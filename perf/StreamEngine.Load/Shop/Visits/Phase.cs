namespace StreamEngine.Load.Shop.Visits;

/// <summary>What a visitor does next; each phase but <see cref="Done"/> writes exactly one event.</summary>
internal enum Phase : byte
{
    Contact, EmailOpen, EmailClick, Land, Identify, Consent, Erase, Crawl,
    Browse, View, Add, Remove, Snapshot, ViewCart, SwitchDevice, Merge,
    CheckoutStart, Address, Coupon, PaymentInfo, PaymentFailed, CheckoutError, Place,
    Update, Cancel, RequestReturn, ReceiveReturn, Refund, Rate, OrderElsewhere,
    Done,
}
