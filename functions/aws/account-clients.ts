/** An account and Region. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** Makes each place's client once, when it is first asked for. */
export function accountClients<C>(make: (place: Place) => C): (place: Place) => C {
  const clients = new Map<string, C>();
  return (place) => {
    const key = `${place.account}/${place.region}`;
    const client = clients.get(key) ?? make(place);
    clients.set(key, client);
    return client;
  };
}

/** Where what an ARN names is; empty texts where the text is no ARN. */
export function placeOfArn(arn: string): Place {
  const [, , , region = '', account = ''] = arn.split(':');
  return { account, region };
}
