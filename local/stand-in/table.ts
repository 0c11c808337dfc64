/** A table to put into the stand-in. */
export interface TableDefinition {
  readonly name: string;
  readonly keySchema: readonly { readonly AttributeName: string; readonly KeyType: 'HASH' | 'RANGE' }[];
  readonly attributeDefinitions: readonly {
    readonly AttributeName: string;
    readonly AttributeType: 'S' | 'N' | 'B';
  }[];
  /** @default 'PAY_PER_REQUEST' */
  readonly billingMode?: 'PAY_PER_REQUEST' | 'PROVISIONED';
  /**
   * The attribute that holds when an item expires, in epoch seconds.
   * @default items never expire
   */
  readonly timeToLiveAttribute?: string;
}
